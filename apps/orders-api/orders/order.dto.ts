import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  Validate,
  ValidateIf,
  ValidateNested,
  ValidatorConstraint,
} from 'class-validator';
import { type RefusalReason } from '#ordering';
import { IsIdentifier, isIdentifier } from '../identifier.js';

export class OrderLineDto {
  @IsIdentifier() sku!: string;
  @IsInt() @Min(1) @Max(100_000) quantity!: number;
  @IsInt() @Min(0) @Max(100_000_000) unitPriceExclTaxCents!: number;
  @IsOptional() @IsIdentifier() pairedWith?: string;
}

export class AddressDto {
  @IsString() @Length(1, 200) name!: string;
  @IsString() @Length(1, 200) street!: string;
  @IsString() @Length(1, 20) postalCode!: string;
  @IsString() @Length(1, 100) city!: string;
  @IsString() @Length(2, 2) country!: string;
}

export class DeliveryDto {
  @IsIn(['colissimo', 'chronorelais', 'chronopost']) method!: string;
  @ValidateIf(({ method, address }: DeliveryDto) => method !== 'chronorelais' || address !== undefined)
  @IsDefined()
  @ValidateNested()
  @Type(() => AddressDto)
  address?: AddressDto;
  @ValidateIf(({ method, relayPointId }: DeliveryDto) => method === 'chronorelais' || relayPointId !== undefined)
  @IsIdentifier()
  relayPointId?: string;
}

/** More codes than one are no malformed request: the terms refuse them (T20). */
@ValidatorConstraint({ name: 'voucherCode' })
class VoucherCode {
  validate(value: unknown): boolean {
    return isIdentifier(value) || (Array.isArray(value) && value.length > 1 && value.every(isIdentifier));
  }
  defaultMessage(): string {
    return 'must be 1 to 64 of A–Z a–z 0–9 . _ -';
  }
}

export class PaymentDto {
  @IsIn(['card', 'cash-on-delivery', 'voucher']) method!: string;
  @ValidateIf(({ method, cardToken }: PaymentDto) => method === 'card' || cardToken !== undefined)
  @IsString()
  @Length(1, 200)
  cardToken?: string;
  /** Pays all, or a part and the method above the rest. */
  @ApiPropertyOptional({ type: String, example: 'WELCOME-50' })
  @ValidateIf(({ method, voucherCode }: PaymentDto) => method === 'voucher' || voucherCode !== undefined)
  @Validate(VoucherCode)
  voucherCode?: string | string[];
}

export class PlaceOrderDto {
  @IsIdentifier() customerId!: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2000)
  @ValidateNested({ each: true })
  @Type(() => OrderLineDto)
  lines!: OrderLineDto[];
  @ValidateNested() @Type(() => DeliveryDto) delivery!: DeliveryDto;
  @ValidateNested() @Type(() => PaymentDto) payment!: PaymentDto;
  @IsString() @Length(1, 64) termsVersion!: string;
}

export class ShipmentDto {
  @IsString() @Length(1, 64) trackingNumber!: string;
}

export class CancellationDto {
  @IsIn(['customer-request', 'price-error', 'other']) reason!: 'customer-request' | 'price-error' | 'other';
  @IsOptional() @IsString() @Length(1, 1000) note?: string;
}

export class PaymentMethodDto {
  @IsString() @Length(1, 200) cardToken!: string;
}

export class RefusalDto {
  @IsIn(['eligibility', 'wholesale', 'fraud', 'price-error', 'other']) reason!: RefusalReason;
  @IsOptional() @IsString() @Length(1, 1000) note?: string;
}

export class ReturnReceiptDto {
  /** When the parcel was back. */
  @IsISO8601({ strict: true }) receivedAt!: string;
}

const DELIVERY_UPDATES = ['available-at-relay', 'delivered', 'returned', 'cash-collected'] as const;

export class DeliveryUpdateDto {
  @ApiProperty({ enum: DELIVERY_UPDATES })
  @IsIn(DELIVERY_UPDATES)
  status!: (typeof DELIVERY_UPDATES)[number];
  /** The carrier's time. */
  @IsISO8601({ strict: true }) at!: string;
  /** What was collected. */
  @ValidateIf(({ status, amountCents }: DeliveryUpdateDto) => status === 'cash-collected' || amountCents !== undefined)
  @IsInt()
  @Min(0)
  amountCents?: number;
}
