import { ArrayMaxSize, ArrayMinSize, IsArray, IsISO8601, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { PRODUCT_KINDS, type ProductKind } from '#catalog';
import { AreIdentifiers } from '../identifier.js';

export class VoucherDto {
  @IsInt() @Min(1) @Max(100_000_000) amountCents!: number;
  @IsISO8601({ strict: true }) validFrom!: string;
  @IsISO8601({ strict: true }) validUntil!: string;
  @IsOptional() @IsArray() @ArrayMinSize(1) @ArrayMaxSize(1000) @AreIdentifiers() skus?: string[];
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsIn(PRODUCT_KINDS, { each: true })
  kinds?: ProductKind[];
}
