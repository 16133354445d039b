import { type Language } from './language.js';

const LOCALES: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };
const PARIS = 'Europe/Paris';

/** An instant or a day, for a person and for `<time datetime>`. */
export interface Moment {
  readonly text: string;
  readonly datetime: string;
}

/** How amounts, days and times are written in a language. */
export interface Formats {
  /** Integer euro cents. */
  readonly money: (cents: number) => string;
  /** A day (`YYYY-MM-DD`): « lundi 14 décembre 2026 ». */
  readonly day: (day: string) => string;
  /** An instant (ISO 8601), told in Paris: « 23 novembre 2026 à 10:00 ». */
  readonly moment: (instant: string) => Moment;
}

const formatsIn = (language: Language): Formats => {
  const locale = LOCALES[language];
  const euros = new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' });
  const instants = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: PARIS });
  // French counts the first of a month as such, and Intl does not.
  const firstOf = (text: string) => (language === 'fr' ? text.replace(/\b1 (?=\p{Letter})/u, '1er ') : text);
  return {
    money: (cents) => euros.format(cents / 100),
    day: (day) => firstOf(days.format(new Date(`${day}T12:00:00Z`))),
    moment: (instant) => ({ text: firstOf(instants.format(new Date(instant))), datetime: instant }),
  };
};

export const formats: Readonly<Record<Language, Formats>> = { fr: formatsIn('fr'), en: formatsIn('en') };
