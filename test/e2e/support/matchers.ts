/** jest's matchers are of type `any`; as `unknown` they can stand in an expected object without spoiling its types. */

export const containing = (text: string): unknown => expect.stringContaining(text);

export const someText = (): unknown => expect.any(String);

export const objectWith = (fields: object): unknown => expect.objectContaining(fields);
