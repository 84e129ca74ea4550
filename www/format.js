// Numbers and sentences for readers.

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Making a formatter takes longer than using it. @type {Map<string, Intl.NumberFormat>} */
const FORMATTERS = new Map();

/** @param {string} locale @param {Intl.NumberFormatOptions} options */
function formatter(locale, options) {
  const key = locale + JSON.stringify(options);
  let found = FORMATTERS.get(key);
  if (!found) {
    found = new Intl.NumberFormat(locale, options);
    FORMATTERS.set(key, found);
  }
  return found;
}

/** 10⁻⁷ @param {number} exponent */
export function powerOfTen(exponent) {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]);
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/**
 * A positive number from its log10: plain where that is short, otherwise as 7.6 × 10⁻¹³.
 * @param {number} log10
 * @param {string} locale
 * @param {number} [digits] Significant ones.
 * @returns {string}
 */
export function magnitude(log10, locale, digits = 2) {
  if (Number.isNaN(log10)) return '–';
  if (log10 === -Infinity) return '0';
  if (log10 === Infinity) return '∞';
  if (log10 > -3 && log10 < 4) return number(10 ** log10, locale, digits);
  let exponent = Math.floor(log10);
  const unit = 10 ** (digits - 1);
  let mantissa = Math.round(10 ** (log10 - exponent) * unit) / unit;
  if (mantissa >= 10) {
    mantissa /= 10;
    exponent += 1;
  }
  const short = formatter(locale, { minimumFractionDigits: digits - 1 }).format(mantissa);
  // No-break spaces: a number stays on its line.
  return `${short}\u00a0×\u00a0${powerOfTen(exponent)}`;
}

/**
 * @param {number} value
 * @param {string} locale
 * @param {number} [digits] Significant ones.
 * @returns {string}
 */
export function number(value, locale, digits = 3) {
  if (Number.isNaN(value)) return '–';
  if (Math.abs(value) >= 1e6) return `${value < 0 ? '−' : ''}${magnitude(Math.log10(Math.abs(value)), locale)}`;
  return formatter(locale, { maximumSignificantDigits: digits }).format(value);
}

/**
 * mantissa 2^exponent with the digits of a double, also where it is none.
 * @param {number} mantissa @param {number} exponent @param {string} locale
 * @param {number} [digits] Significant ones.
 */
export function exact(mantissa, exponent, locale, digits = 17) {
  if (Number.isNaN(mantissa)) return '–';
  const sign = mantissa < 0 ? '−' : '';
  if (mantissa === 0) return '0';
  if (!Number.isFinite(mantissa)) return `${sign}∞`;
  const log10 = Math.log10(Math.abs(mantissa)) + exponent * Math.log10(2);
  const value = Math.abs(mantissa) * 2 ** exponent;
  const isDouble = value > 1e-300 && value < 1e300;
  if (isDouble && log10 > -4 && log10 < 6) {
    return sign + formatter(locale, { maximumSignificantDigits: digits }).format(value);
  }
  let power = Math.floor(log10);
  // Beyond a double the digits come from the logarithm, which holds fewer of them.
  const [head, tail] = isDouble
    ? value.toExponential(digits - 1).split('e')
    : [(10 ** (log10 - power)).toPrecision(Math.min(digits, 12)), String(power)];
  power = Number(tail);
  const short = formatter(locale, { maximumSignificantDigits: digits }).format(Number(head));
  return `${sign}${short}\u00a0×\u00a0${powerOfTen(power)}`;
}

/** A whole number, with every digit. @param {number} value @param {string} locale */
export function count(value, locale) {
  return formatter(locale, { maximumFractionDigits: 0 }).format(value);
}

/** Never 0 % of something or 100 % of not quite all. @param {number} share @param {string} locale */
export function percent(share, locale) {
  if (Number.isNaN(share)) return '–';
  const isClose = share > 0.99 && share < 1;
  const shown = isClose ? Math.min(0.999, Math.floor(share * 1000) / 1000) : share;
  const digits = isClose || (share > 0 && share < 0.01)
    ? { maximumSignificantDigits: isClose ? 3 : 1 }
    : { maximumFractionDigits: 0 };
  return formatter(locale, { style: 'percent', ...digits }).format(shown);
}

/**
 * Puts values into the {places} of a text.
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
