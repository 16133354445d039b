/** Pictures as SVG. Only numbers and words of ours go into them: what comes from elsewhere stands beside them, as text. */

const round = (value: number) => Math.round(value * 100) / 100;

/** One bar, as long as its part of the greatest. Stretches to the width it is given. */
export const bar = (value: number, greatest: number, tone = 'calm'): string => {
  const width = greatest > 0 ? Math.max(value > 0 ? 1 : 0, (100 * value) / greatest) : 0;
  return `<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" height="8"/><rect class="${tone}" width="${round(width)}" height="8"/></svg>`;
};

export interface Part {
  readonly name: string;
  readonly value: number;
  readonly tone: string;
}

/** Parts of a whole in one bar, side by side. */
export const stack = (parts: readonly Part[]): string => {
  const whole = parts.reduce((sum, { value }) => sum + value, 0);
  let from = 0;
  const rects = parts.map(({ value, tone }) => {
    const width = whole > 0 ? (100 * value) / whole : 0;
    const rect = `<rect class="${tone}" x="${round(from)}" width="${round(width)}" height="8"/>`;
    from += width;
    return rect;
  });
  return `<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" height="8"/>${rects.join('')}</svg>`;
};

const [STEP, HEIGHT] = [10, 60];

/** A column for each value, the first on the left; the last, which is not over yet, stands out. */
export const columns = (values: readonly number[], label: string): string => {
  const greatest = Math.max(1, ...values);
  const rects = values.map((value, at) => {
    const height = value > 0 ? Math.max(1.5, (HEIGHT * value) / greatest) : 0;
    const tone = at === values.length - 1 ? 'now' : 'calm';
    return `<rect class="${tone}" x="${at * STEP + 1}" y="${round(HEIGHT - height)}" width="${STEP - 2}" height="${round(height)}" rx="1"/>`;
  });
  const width = values.length * STEP;
  return `<svg class="columns" viewBox="0 0 ${width} ${HEIGHT + 1}" preserveAspectRatio="none" role="img" aria-label="${label}"><line class="base" x1="0" y1="${HEIGHT}" x2="${width}" y2="${HEIGHT}"/>${rects.join('')}</svg>`;
};
