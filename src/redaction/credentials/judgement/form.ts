// How a name and a value stand to each other in a text, which decides how much a value must look like a secret.

/** How name and value stand to each other. */
export interface Form {
  /** `=` without blanks, a quoted name, a tag or an option: nobody writes prose so. */
  readonly isStructured: boolean;
  /** The value stands between quotes or tags. */
  readonly isQuoted: boolean;
  /** Further words follow on the line. */
  readonly isInSentence: boolean;
  /** The name of a user stands right before. */
  readonly isAfterUser?: boolean;
  /** The name or the operator is as often another one: the value must look chosen. */
  readonly isVague?: boolean;
  /** Nothing but the value is between the quotes: blanks around it are no part of a sentence. */
  readonly isWhole?: boolean;
}
