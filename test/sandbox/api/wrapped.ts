import { isObject, parseJson } from '../http/json';
import type { Json, JsonObject } from '../types';
import { notOf, problemsWith, required, type Rules } from './schema';

/** What a body holds, or what is wrong with it, in the words of WebAdMIT's schema. */
export type Wrapped<Inner> = { inner: Inner } | { problems: string[] };

/** What stands in a JSON body under a name. */
function unwrap(body: unknown, name: string): Wrapped<Json | undefined> {
	const parsed = typeof body === 'string' ? parseJson(body) : undefined;
	if (!isObject(parsed) || !(name in parsed)) return { problems: [required('#/', name)] };
	return { inner: parsed[name] };
}

/** The object that stands in a JSON body under a name, held against the rules for it. */
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

/** What a list in a body has to be. */
export interface ListRules {
	/** What the schema calls the list where it refuses it. */
	calledAs: string;
	entries: Rules;
	longest: number;
}

/** The list of objects that stands in a JSON body under a name, each held against the rules. */
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
