import { applyDecorators } from '@nestjs/common';
import { Matches } from 'class-validator';
import { Malformed } from '#http-api';

const IDENTIFIER = /^[A-Za-z0-9._-]{1,64}$/;
const MESSAGE = 'must be 1 to 64 of A–Z a–z 0–9 . _ -';

/** An id of the contract, in a body. */
export const IsIdentifier = () => applyDecorators(Matches(IDENTIFIER, { message: MESSAGE }));

/** An id of the contract, in a path. @throws Malformed */
export const identifierIn = (path: string, id: string): string => {
  if (!IDENTIFIER.test(id)) throw new Malformed([{ path, message: MESSAGE }]);
  return id;
};
