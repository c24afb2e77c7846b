// Tells what code and schemas write in the place of a value: calls, references, types, identities of objects.
import { UPPER_S } from '../../scan/ascii.ts';
import type { Form } from './form.ts';
import {
  HAS_BLANK,
  HAS_BRACKET,
  HAS_COLON,
  HAS_DOT,
  HAS_GREATER,
  HAS_PARENTHESIS,
  type ValueShape,
} from './value-shape.ts';

/** `getPassword(`, `tokens[`, `a.b(`, `->`: code that yields a value. */
const CODE = /^(?:new [A-Z]|[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*)*[([])/;
/** `process.env.TOKEN`, `self.password`: code that names one. */
const REFERENCE =
  /^(?:process\.env|os\.environ|os\.getenv|env|self|this|config|conf|cfg|args|request|req|secrets|vault|var|local|data|settings|options|opts|params|props|ctx|user|input|github|dbutils|spark)(?:\.|->|\[)[A-Za-z_]/;
/** `response.token`, `json.value`: what such a name is read from. */
const MEMBER = /^[a-z]\w*\.(?:[a-z]\w*\.)*(?:\w*(?:token|key|secret|password|passwd|credentials?)|value)$/i;
/** `!er.headers`: a condition. */
const NEGATION = /^!+[a-z_$][\w$]*(?:\??\.[a-z_$][\w$]*)+$/;

/** `random_password.db.result`: an attribute of a resource of Terraform. */
const ATTRIBUTE = /^[a-z]+(?:_[a-z]+)+\.[a-z]\w*\.[a-z][a-z_]*$/;
/** `z.string`, `PropTypes.string`: a schema. */
const SCHEMA = /^(?:PropTypes|Joi|yup|z|Schema|Sequelize|DataTypes|mongoose)\.[A-Za-z]/;
/** `(self.username + …`, `(ConvertTo-SecureString …`, `!!token`. */
const EXPRESSION = /^(?:\((?:self|this)\.|\([A-Z][A-Za-z]+-[A-Z][A-Za-z]+$|!![a-z_$][\w$]*$)/;

/** Whether a bare value is a piece of code. */
export function isCodeText(value: string, { isStructured }: Form, { marks, symbols }: ValueShape): boolean {
  if (symbols > 0 && EXPRESSION.test(value)) return true;
  if ((marks & (HAS_PARENTHESIS | HAS_BRACKET | HAS_DOT | HAS_GREATER)) === 0) return false;
  if (CODE.test(value) || REFERENCE.test(value)) return true;
  if ((marks & HAS_DOT) === 0) return false;
  return (!isStructured && (MEMBER.test(value) || ATTRIBUTE.test(value) || SCHEMA.test(value))) || NEGATION.test(value);
}

const CONSTANT = /^[A-Z]+(?:_[A-Z]+)*$/;
const TYPE_NAME = /^[A-Z][a-z]+(?:[A-Z][a-z]+)+$/;
/** `password: BinaryLike`, `passphrase: SecretString`: ends in a word that types end in. */
const KIND_OF_TYPE = /^(?:[A-Z][a-z]+)+(?:Like|String|Buffer|Array|Object|Type|Options|Credential|Callback|Provider)$/;
/** `password: PasswordHash`, `token: EncryptedToken`: a name of code says what is done with the secret, or what handles it. */
const TYPE_OF_SECRET =
  /^(?:(?:Hashed|Encrypted|Encoded|Salted)(?:Password|Passphrase|Secret|Token|Key)|(?:Password|Passphrase|Secret|Token|Credentials?|Key)(?:Hash|Hasher|Digest|Policy|Validator|Encoder|Field|Input|Store|Ref|Source|Config|Service|Manager|Generator|Factory|Handle))$/;
/** `--password=DOCKER_PASSWORD`: the name of the variable that has it. */
const VARIABLE_NAME = /^[A-Z]+(?:_[A-Z]+)*_(?:PASSWORD|PASSWD|TOKEN|SECRET|KEY)$/;
/** `self.passwd = password_mgr`, `password === confirmPassword`, `user, password = user, password`. */
const NAME_OF_SAME =
  /^(?:(?:pass(?:word|wd)?|token|secret|key)(?:_[a-z]+|[A-Z][a-z]+)+|(?:confirm(?:ed)?|new|old|current|repeat(?:ed)?|plain|raw|encoded|hashed|encrypted)_?[pP]assword|user|passwd|pwd|pass)$/;
const NAME_OF_KEY = /^[a-z]+(?:(?:[A-Z][a-z]+)*(?:Key|Token|Secret)|(?:_[a-z]+)*_(?:key|token|secret))$/;

/** Whether a bare value without digits under a name that is surely a secret's is the name of a constant, a type or a variable. */
export function isNameInCode(word: string, value: string, { isStructured }: Form): boolean {
  if (VARIABLE_NAME.test(value)) return true;
  if (!isStructured && (KIND_OF_TYPE.test(value) || TYPE_OF_SECRET.test(value) || NAME_OF_SAME.test(value)))
    return true;
  // A password may be such a word; a key or token has a digit.
  if (word.includes('pass')) return false;
  if (CONSTANT.test(value) || (!isStructured && NAME_OF_KEY.test(value))) return true;
  // Kafka prints the requests of its protocol as `apiKey=ApiVersions`.
  return (!isStructured || word === 'api~key') && TYPE_NAME.test(value);
}

/** `com.acme.Token@39f978d`, `[B@1b2c3d`: what Java prints of an object without a text of its own. */
const OBJECT_IDENTITY = /^(?:\[+(?:[BCDFIJSZ]|L[\w.$]+;?)|(?:[A-Za-z_]\w*\.)+[A-Z][\w$]*)@[0-9a-f]{1,8}$/;
/** `Token{b1c2d3e`, `AccessToken(expires=5`, `Token@1b2c3d4`, `#<Token:0x0`: an object printed by its type. */
const OBJECT_OF_TYPE =
  /^(?:&|#<|<)?(?:[a-z]\w*\.)*(?:[A-Z][A-Za-z]*)?(?:Token|Secret|Password|Credentials?|Key|Auth|Secret[A-Z][a-z]+|Token[A-Z][a-z]+)(?:[{(<[]|@[0-9a-f]{1,8}$|:0x|\s*\{)/;
/** `S-1-5-21-…`: a security identifier of Windows. */
const SECURITY_ID = /^S-1-\d+(?:-\d+)+$/;

/** `arn:aws:kms:…`, `file://key.pem`: where a resource is. */
const RESOURCE_NAME = /^(?:arn:[a-z-]+:[a-z0-9-]+:|fileb?:\/\/)/;

/** Whether a value is the identity of an object, an account or a resource, which opens nothing. */
export function isIdentity(value: string, { marks, symbols }: ValueShape): boolean {
  if ((marks & HAS_COLON) !== 0 && RESOURCE_NAME.test(value)) return true;
  if ((symbols > 0 || (marks & HAS_COLON) !== 0) && OBJECT_OF_TYPE.test(value)) return true;
  if ((marks & HAS_BLANK) !== 0 || (symbols === 0 && value.charCodeAt(0) !== UPPER_S)) return false;
  return value.startsWith('S-1-') ? SECURITY_ID.test(value) : value.includes('@') && OBJECT_IDENTITY.test(value);
}
