import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { IsIdentifier } from '../identifier.js';

export class DefectDto {
  @IsIdentifier() sku!: string;
  @IsString() @Length(1, 2000) description!: string;
}

export class DefectAnswerDto {
  @ApiProperty({ format: 'uuid' }) claimId!: string;
  @ApiProperty({ enum: ['exchange', 'warranty'] }) outcome!: 'exchange' | 'warranty';
  @ApiPropertyOptional({ description: 'The order that exchanges the item: free, whole, from stock' })
  exchangeOrderId?: string;
  @ApiPropertyOptional({ description: 'A number to call, or `manufacturer`', example: '3901' }) route?: string;
}
