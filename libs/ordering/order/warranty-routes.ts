/** Where a claim goes, by product range (T27, CGV 12). */
const ROUTES: Readonly<Record<string, string>> = {
  'landline-phone': '3901',
  'mobile-phone': '706 (from a mobile) or 0825 000 706',
  tablet: '706 (from a mobile) or 0825 000 706',
  'business-telephony': '0 825 817 807',
};

/** A number to call, or `manufacturer` for all other products. */
export const warrantyRouteOf = ({ kind }: { readonly kind: string }): string => ROUTES[kind] ?? 'manufacturer';
