import { isObject, textOf } from '../http/json';
import type { Json } from '../types';

type JsonType = 'string' | 'integer' | 'number' | 'boolean';

/** What one property of an object has to be. */
export interface Rule {
	types: readonly JsonType[];
	nullable?: boolean;
	/** The values that it can have, where it is text. */
	oneOf?: readonly string[];
	/** A regular expression for it, where it is text. */
	pattern?: string;
}

/** Rules for the properties of an object. All of these properties are required. */
export type Rules = Readonly<Record<string, Rule>>;

/** What is wrong with an object, in the words of WebAdMIT's schema. Properties without a rule are ignored. */
export function problemsWith(value: Json | undefined, path: string, rules: Rules): string[] {
	if (!isObject(value)) return [`The property '${path}' ${notOf(value, 'object')}`];
	return Object.entries(rules).flatMap(([name, rule]) => {
		if (!(name in value)) return [required(path, name)];
		return problemWith(value[name], `${path}/${name}`, rule);
	});
}

/** Says that a property is missing. */
export function required(path: string, name: string): string {
	return `The property '${path}' did not contain a required property of '${name}'`;
}

function problemWith(value: Json | undefined, path: string, rule: Rule): string[] {
	if (value === null && rule.nullable === true) return [];
	if (!rule.types.some((type) => isOf(value, type))) {
		const [only, ...others] = rule.types;
		if (only !== undefined && others.length === 0) {
			return [`The property '${path}' ${notOf(value, only)}`];
		}
		const types = [...rule.types, ...(rule.nullable === true ? ['null'] : [])].join(', ');
		return [
			`The property '${path}' of type ${rubyType(value)} did not match one or more of the following types: ${types}`,
		];
	}
	if (rule.pattern !== undefined && !new RegExp(rule.pattern).test(textOf(value))) {
		return [
			`The property '${path}' value ${JSON.stringify(value)} did not match the regex '${rule.pattern}'`,
		];
	}
	if (rule.oneOf === undefined || rule.oneOf.some((one) => one === value)) return [];
	const values = rule.oneOf.join(', ');
	return [
		`The property '${path}' value ${JSON.stringify(value)} did not match one of the following values: ${values}`,
	];
}

function isOf(value: Json | undefined, type: JsonType): boolean {
	return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

/** `of type String did not match the following type: integer`; types have their names in Ruby. */
export function notOf(value: Json | undefined, expected: string): string {
	return `of type ${rubyType(value)} did not match the following type: ${expected}`;
}

function rubyType(value: Json | undefined): string {
	if (value === null || value === undefined) return 'NilClass';
	if (Array.isArray(value)) return 'Array';
	switch (typeof value) {
		case 'string':
			return 'String';
		case 'number':
			return Number.isInteger(value) ? 'Fixnum' : 'Float';
		case 'boolean':
			return value ? 'TrueClass' : 'FalseClass';
		default:
			return 'Hash';
	}
}
