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
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsIdentifier } from '../identifier.js';

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
  @ValidateIf(({ method, address }: DeliveryDto) => method === 'colissimo' || address !== undefined)
  @IsDefined()
  @ValidateNested()
  @Type(() => AddressDto)
  address?: AddressDto;
  @IsOptional() @IsIdentifier() relayPointId?: string;
}

export class PaymentDto {
  @IsIn(['card', 'cash-on-delivery', 'voucher']) method!: string;
  @ValidateIf(({ method, cardToken }: PaymentDto) => method === 'card' || cardToken !== undefined)
  @IsString()
  @Length(1, 200)
  cardToken?: string;
  @IsOptional() @IsIdentifier() voucherCode?: string;
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

export class DeliveryUpdateDto {
  @IsIn(['available-at-relay', 'delivered', 'returned', 'cash-collected']) status!: string;
  /** The carrier's time. */
  @IsISO8601({ strict: true }) at!: string;
  @IsOptional() @IsInt() @Min(0) amountCents?: number;
}
