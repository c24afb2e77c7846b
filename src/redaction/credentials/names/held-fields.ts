// Which fields an object under the name of a secret may have: those that describe a value, those that are none, and those that are it.

/** Fields of a schema, of a rule, or of what a validator says: an object that has one describes a value rather than holding it. */
const DESCRIBING: ReadonlySet<string> = new Set(
  (
    'type types kind required optional nullable message messages error errors _errors reason code path ref format pattern regex validate validator ' +
    'validators rules rule policy min max minimum maximum minLength maxLength minlength maxlength length strength description title label ' +
    'placeholder hint help select properties items default enum in schema constraints touched dirty valid invalid status source provider ' +
    'example examples field secretName secretKeyRef valueFrom fromSecret namespace component element alg kty'
  ).split(' '),
);

/** Fields that say whose or where a secret is, or when it was made. */
const NO_SECRET =
  /^(?:user(?:_?name|_?id)?|login|email|host(?:name)?|server|port|url|uri|endpoint|address|database|db_?name|engine|name|u?id|uuid|guid|key|version|ttl|region|algorithm|salt|iterations|hash(?:ed)?|\w{0,40}(?:_at|date|time))$/i;

/** Whether a field describes a value. */
export function isDescribing(field: string): boolean {
  return DESCRIBING.has(field);
}

/** Whether a field of an object under a name is no secret, whatever the name says. */
export function isNoSecret(field: string, around: string): boolean {
  // `{"apiKey": {"id": 7, "key": "…"}}`
  return NO_SECRET.test(field) && !(/^key$/i.test(field) && /key$/i.test(around));
}

/** Settings of a cookie: an object under `cookie` that has one says how cookies are set. */
const COOKIE_SETTING = /^_?(?:secure|httponly|max_?age|originalmaxage|samesite|expires|signed|overwrite)$/i;
/** What says so beside a `name` only: cookies may be called so. */
const COOKIE_DESCRIPTION = /^(?:domain|path|description|purpose|duration|provider|category|necessary)$/i;

/** Whether an object with some fields, under `cookie`, says how cookies are set or what they are for. */
export function isOfCookieSettings(fields: readonly string[]): boolean {
  if (fields.some((field) => COOKIE_SETTING.test(field))) return true;
  return fields.includes('name') && fields.some((field) => COOKIE_DESCRIPTION.test(field));
}
