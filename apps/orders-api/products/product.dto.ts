import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsISO8601,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { PRODUCT_KINDS, type ProductKind } from '#catalog';
import { VAT_RATES, type VatRate } from '#ordering';

const MOST_CENTS = 100_000_000;

export class FlashSaleDto {
  @IsInt() @Min(0) @Max(MOST_CENTS) priceExclTaxCents!: number;
  @IsISO8601({ strict: true }) from!: string;
  @IsISO8601({ strict: true }) until!: string;
  @IsInt() @Min(1) @Max(100_000) quantity!: number;
}

export class ProductDto {
  @IsString() @Length(1, 200) name!: string;
  @IsIn(PRODUCT_KINDS) kind!: ProductKind;
  @IsInt() @Min(0) @Max(MOST_CENTS) priceExclTaxCents!: number;
  @IsIn(VAT_RATES) vatRate!: VatRate;
  @IsInt() @Min(0) @Max(MOST_CENTS) ecoContributionCents!: number;
  @IsInt() @Min(0) @Max(MOST_CENTS) privateCopyCents!: number;
  @IsOptional() @IsInt() @Min(0) @Max(MOST_CENTS) referencePriceExclTaxCents?: number;
  @IsBoolean() visible!: boolean;
  @IsOptional() @Matches(/^\d{4}-\d{2}-\d{2}$/) availableFrom?: string;
  @IsOptional() @IsBoolean() availabilityConfirmed?: boolean;
  @IsOptional() @ValidateNested() @Type(() => FlashSaleDto) flashSale?: FlashSaleDto;
  @IsOptional() @IsInt() @Min(1) @Max(100_000) maxPerLine?: number;
}
