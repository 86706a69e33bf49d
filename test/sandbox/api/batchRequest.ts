import { isObject, parseJson } from '../http/json';
import type { Settings } from '../settings';
import { notOf } from './schema';

/** What a POST asks for, or the reason why it is refused, in the words of WebAdMIT's schema. */
export type BatchRequest =
	| { templateId: number; callbackUrl: string | null }
	| { problems: string[] };

/**
 * Reads the body that starts a batch: `{pdf_manager_batch: {pdf_manager_template_id, callback?}}`, or the same without
 * the wrapper. Of the refusals, only the one for a callback that is not https is documented.
 */
export function readBatchRequest(
	body: unknown,
	{ allowHttpCallbacks }: Pick<Settings, 'allowHttpCallbacks'>,
): BatchRequest {
	const parsed = typeof body === 'string' ? parseJson(body) : undefined;
	const outer = isObject(parsed) ? parsed : {};
	const isWrapped = 'pdf_manager_batch' in outer;
	const inner = isWrapped ? outer.pdf_manager_batch : outer;
	const path = isWrapped ? '#/pdf_manager_batch' : '#/';
	const property = (name: string) => `The property '${isWrapped ? `${path}/` : path}${name}'`;
	if (!isObject(inner)) return { problems: [`The property '${path}' ${notOf(inner, 'object')}`] };
	const { pdf_manager_template_id: templateId, callback } = inner;
	const scheme = allowHttpCallbacks ? '^https?://' : '^https://';
	const problems: string[] = [];
	if (templateId === undefined) {
		problems.push(
			`The property '${path}' did not contain a required property of 'pdf_manager_template_id'`,
		);
	} else if (!isWhole(templateId)) {
		problems.push(`${property('pdf_manager_template_id')} ${notOf(templateId, 'integer')}`);
	}
	if (callback !== undefined && typeof callback !== 'string') {
		problems.push(`${property('callback')} ${notOf(callback, 'string')}`);
	} else if (callback !== undefined && !new RegExp(scheme).test(callback)) {
		problems.push(
			`${property('callback')} value ${JSON.stringify(callback)} did not match the regex '${scheme}'`,
		);
	}
	if (problems.length > 0 || !isWhole(templateId)) return { problems };
	return { templateId, callbackUrl: typeof callback === 'string' ? callback : null };
}

function isWhole(value: unknown): value is number {
	return Number.isInteger(value);
}
