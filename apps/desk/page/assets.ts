import { assetsBeside } from '#http-api';

export const assets = assetsBeside(import.meta.url, 'desk.css', 'desk.js');
