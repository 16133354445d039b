import { assetsBeside } from '#http-api';

export const assets = assetsBeside(import.meta.url, 'suivi.css', 'suivi.js', 'suivi.svg');
