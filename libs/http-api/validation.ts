import { ValidationPipe } from '@nestjs/common';
import { type ValidationError } from 'class-validator';
import { type InputError, Malformed } from './problem.js';

/** Every fault, each by its JSON path: `lines[0].quantity`. */
export const inputErrorsOf = (errors: readonly ValidationError[], parentPath = ''): InputError[] =>
  errors.flatMap((error) => {
    const path = pathOf(parentPath, error);
    const own = Object.values(error.constraints ?? {}).map((message) => ({ path, message }));
    return [...own, ...inputErrorsOf(error.children ?? [], path)];
  });

const pathOf = (parentPath: string, { property, target }: ValidationError): string => {
  if (property === undefined) return parentPath;
  if (Array.isArray(target)) return `${parentPath}[${property}]`;
  return parentPath === '' ? property : `${parentPath}.${property}`;
};

/** Takes what the DTO names and nothing else: an unknown field is a fault. Types are not guessed. */
export const createValidationPipe = (): ValidationPipe =>
  new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    exceptionFactory: (errors) => new Malformed(...inputErrorsOf(errors)),
  });
