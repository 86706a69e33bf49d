import { isObject, parseJson } from '../http/json';
import type { Json, JsonObject } from '../types';
import { notOf, problemsWith, required, type Rules } from './schema';

/** The content of a body, or what is wrong with it, in the words of WebAdMIT's schema. */
export type Wrapped<Inner> = { inner: Inner } | { problems: string[] };

/** The value that a JSON body has under a name. */
function unwrap(body: unknown, name: string): Wrapped<Json | undefined> {
	const parsed = typeof body === 'string' ? parseJson(body) : undefined;
	if (!isObject(parsed) || !(name in parsed)) return { problems: [required('#/', name)] };
	return { inner: parsed[name] };
}

/** The object that a JSON body has under a name, checked against its rules. */
export function wrappedObject(
	body: unknown,
	name: string,
	rules: (inner: JsonObject) => Rules,
): Wrapped<JsonObject> {
	const wrapped = unwrap(body, name);
	if ('problems' in wrapped) return wrapped;
	const { inner } = wrapped;
	if (!isObject(inner)) return { problems: [`The property '#/${name}' ${notOf(inner, 'object')}`] };
	const problems = problemsWith(inner, `#/${name}`, rules(inner));
	return problems.length > 0 ? { problems } : { inner };
}

/** The rules for a list in a body. */
export interface ListRules {
	/** The name of the list in the schema's refusals. */
	calledAs: string;
	entries: Rules;
	longest: number;
}

/** The list of objects that a JSON body has under a name, each checked against the rules. */
export function wrappedList(
	body: unknown,
	name: string,
	{ calledAs, entries, longest }: ListRules,
): Wrapped<JsonObject[]> {
	const wrapped = unwrap(body, name);
	if ('problems' in wrapped) return wrapped;
	const { inner } = wrapped;
	if (!Array.isArray(inner)) {
		return { problems: [`The property '#/${calledAs}' ${notOf(inner, 'array')}`] };
	}
	const problems = inner.flatMap((entry, index) =>
		problemsWith(entry, `#/${calledAs}/${index}`, entries),
	);
	if (inner.length > longest) {
		problems.unshift(`The property '#/${calledAs}' had more items than the allowed ${longest}`);
	}
	return problems.length > 0 ? { problems } : { inner: inner.filter(isObject) };
}
