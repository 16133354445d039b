import { Type } from 'class-transformer';
import { IsEmail, IsOptional, IsString, Length, Validate, ValidateNested, ValidatorConstraint } from 'class-validator';
import { isSiren } from '#customers';
import { IsIdentifier } from '../identifier.js';

@ValidatorConstraint({ name: 'siren' })
class Siren {
  validate(value: unknown): boolean {
    return typeof value === 'string' && isSiren(value);
  }
  defaultMessage(): string {
    return 'must be a SIREN: nine digits, the last of which checks the others';
  }
}

export class BillingAddressDto {
  @IsString() @Length(1, 200) street!: string;
  @IsString() @Length(1, 20) postalCode!: string;
  @IsString() @Length(1, 100) city!: string;
  @IsString() @Length(2, 2) country!: string;
}

export class CustomerDto {
  @IsString() @Length(1, 200) companyName!: string;
  @Validate(Siren) siren!: string;
  @IsString() @Length(1, 200) contactName!: string;
  @IsEmail() email!: string;
  @IsOptional() @IsString() @Length(1, 40) phone?: string;
  @IsOptional() @ValidateNested() @Type(() => BillingAddressDto) billingAddress?: BillingAddressDto;
  @IsOptional() @IsIdentifier() businessSpaceId?: string;
}
