import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { CURSOR } from '#order-tracking';
import { ORDER_STATUSES, type OrderStatus } from '#ordering';

export class PageDto {
  @ApiPropertyOptional({ minimum: 1, maximum: 100, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before' })
  @IsOptional()
  @Matches(CURSOR, { message: 'cursor must be the nextCursor of a page before' })
  cursor?: string;
}

/** How fresh the answer must be. */
export class FreshnessDto {
  @ApiPropertyOptional({
    minimum: 0,
    description:
      'A revision that the answer must have reached, such as the ETag of a command. The answer waits up to 2 s for it; ' +
      'if it is older still, it is 503 `NOT_THAT_FRESH`.',
    example: 7,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  atLeast?: number;
}

export class SessionDto {
  @ApiProperty({ description: 'A customer’s token' })
  @IsString()
  @Length(1, 3500)
  token!: string;
}

class StepDto {
  @ApiProperty({ enum: ORDER_STATUSES, example: 'on-hold' }) status!: OrderStatus;
  @ApiProperty({ format: 'date-time', example: '2026-11-23T09:00:05.000Z' }) at!: string;
}

class LineDto {
  @ApiProperty({ example: '85123A' }) sku!: string;
  @ApiProperty({ example: 'White hanging heart T-light holder' }) name!: string;
  @ApiProperty({ example: 6 }) quantity!: number;
}

class WaitingForDto {
  @ApiProperty({ example: '85123A' }) sku!: string;
  @ApiProperty({ example: 'White hanging heart T-light holder' }) name!: string;
  @ApiProperty({ description: 'Units still to come', example: 2 }) missing!: number;
  @ApiProperty({ enum: ['stock', 'preorder'] }) reason!: 'stock' | 'preorder';
  @ApiPropertyOptional({ format: 'date', description: 'Where it is known', example: '2026-12-01' }) expectedOn?: string;
}

class WindowDto {
  @ApiProperty({ format: 'date', example: '2026-11-26' }) from!: string;
  @ApiProperty({ format: 'date', example: '2026-12-14' }) until!: string;
}

class SuspensionDto {
  @ApiProperty({ format: 'date', example: '2026-12-01' }) from!: string;
  @ApiPropertyOptional({ format: 'date', description: 'Left out while nobody knows' }) until?: string;
  @ApiProperty({ example: 'Crue de la Loire' }) reason!: string;
}

class PromiseDto extends WindowDto {
  @ApiProperty({ description: 'True until a preordered product is on sale', example: false }) provisional!: boolean;
  @ApiPropertyOptional({ description: 'Left out unless force majeure suspends it (T28)' }) suspended?: SuspensionDto;
  @ApiPropertyOptional({ description: 'What was promised before, where it has moved' }) previous?: WindowDto;
  @ApiPropertyOptional({ description: 'Why it has moved' }) reason?: string;
}

class DeliveryDto {
  @ApiProperty({ enum: ['colissimo', 'chronorelais', 'chronopost'] }) method!: string;
  @ApiProperty({ type: PromiseDto, nullable: true, description: 'Null until the order is registered' })
  promise!: PromiseDto | null;
  @ApiPropertyOptional({ example: '6A12345678901' }) trackingNumber?: string;
  @ApiPropertyOptional({ format: 'date', description: 'The last day to fetch it', example: '2026-12-10' })
  pickUpBefore?: string;
  @ApiPropertyOptional({ example: 'PARIS-12-DAUMESNIL' }) relayPointId?: string;
}

class PaymentDto {
  @ApiProperty({ enum: ['card', 'cash-on-delivery', 'voucher', 'none'] }) method!: string;
  @ApiProperty({ example: 'authorised' }) state!: string;
}

class TotalsDto {
  @ApiProperty({ example: 1530 }) totalExclTaxCents!: number;
  @ApiProperty({ example: 306 }) vatCents!: number;
  @ApiProperty({ example: 1836 }) totalInclTaxCents!: number;
  @ApiProperty({ example: 0 }) ecoContributionCents!: number;
  @ApiProperty({ example: 0 }) privateCopyCents!: number;
  @ApiProperty({ example: 0 }) voucherCents!: number;
  @ApiProperty({ example: 1836 }) toPayCents!: number;
}

/** What a customer sees of an order; says what `TrackingResource` of order-tracking is, for OpenAPI. */
export class TrackingDto {
  @ApiProperty({ type: String, nullable: true, description: 'Null until registered', example: 'C-8Z3K-Q0DM-71TV' })
  orderNumber!: string | null;
  @ApiProperty({ enum: ORDER_STATUSES, example: 'on-hold' }) status!: OrderStatus;
  @ApiProperty({ type: [StepDto] }) steps!: readonly StepDto[];
  @ApiProperty({ type: [LineDto] }) lines!: readonly LineDto[];
  @ApiProperty({ type: [WaitingForDto], description: 'Empty unless the order waits' })
  waitingFor!: readonly WaitingForDto[];
  @ApiProperty() delivery!: DeliveryDto;
  @ApiProperty() payment!: PaymentDto;
  @ApiProperty() totals!: TotalsDto;
}

export class TrackingListDto {
  @ApiProperty({ type: [TrackingDto] }) items!: readonly TrackingDto[];
  @ApiPropertyOptional({ description: 'Left out at the end of the list' }) nextCursor?: string;
}
