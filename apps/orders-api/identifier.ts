import { Param, type PipeTransform, applyDecorators } from '@nestjs/common';
import { Matches } from 'class-validator';
import { Malformed } from '#http-api';

const IDENTIFIER = /^[A-Za-z0-9._-]{1,64}$/;
const MESSAGE = 'must be 1 to 64 of A–Z a–z 0–9 . _ -';

export const isIdentifier = (text: unknown): boolean => typeof text === 'string' && IDENTIFIER.test(text);

/** An id of the contract, in a body. */
export const IsIdentifier = () => applyDecorators(Matches(IDENTIFIER, { message: MESSAGE }));

/** Ids of the contract, in a list of a body. */
export const AreIdentifiers = () => applyDecorators(Matches(IDENTIFIER, { each: true, message: MESSAGE }));

/** An id of the contract, in a path. @throws Malformed */
export const IdentifierParam = (path: string): ParameterDecorator => {
  const pipe: PipeTransform<string, string> = {
    transform: (id) => {
      if (!isIdentifier(id)) throw new Malformed([{ path, message: MESSAGE }]);
      return id;
    },
  };
  return Param(path, pipe);
};
