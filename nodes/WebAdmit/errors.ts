import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { isRecord } from './json';
import { withoutKeys, withoutSecrets } from './secrets';

/** What a user reads beside the message, and what a caller can do about it. */
export interface Explanation {
	/** What the user can do. */
	description: string;
	/** HTTP status of WebAdMIT's answer, if the user is told about it. */
	httpCode?: number;
	/** WebAdMIT's own sentences. Default: none. */
	sentences?: readonly string[];
	/** Whether the same call may succeed later by itself. Default: false. */
	isPassing?: boolean;
	/** Another call is useless before this time, in milliseconds since 1970. */
	retryAt?: number;
	/** How often in a row this may happen before it counts as lasting. Default: no limit. */
	timesInARow?: number;
}

/**
 * Something that went wrong, in words for the user: `message` says what happened, `description` what to do about it.
 *
 * Modules that know WebAdMIT but not n8n throw this. {@link asNodeError} turns it into an n8n error before a node passes
 * it to n8n.
 */
export class ExplainedError extends Error {
	readonly description: string;

	readonly httpCode?: number;

	readonly sentences: readonly string[];

	readonly isPassing: boolean;

	readonly retryAt?: number;

	readonly timesInARow: number;

	constructor(message: string, explanation: Explanation) {
		const { description, httpCode, sentences, isPassing, retryAt, timesInARow } = explanation;
		super(message);
		this.name = 'ExplainedError';
		this.description = description;
		this.httpCode = httpCode;
		this.sentences = sentences ?? [];
		this.isPassing = isPassing ?? false;
		this.retryAt = retryAt;
		this.timesInARow = timesInARow ?? Infinity;
	}
}

/** The error of a call that may have started something anyway. */
export class UnsureError extends ExplainedError {
	/** @param advice what the user can do since it may have started. It is added to the description of the error. */
	constructor(
		error: ExplainedError,
		readonly advice: string,
	) {
		const { message, description, httpCode, sentences, isPassing, retryAt, timesInARow } = error;
		const ended = /[.)]$/.test(description) ? description : `${description}.`;
		const unsure = `${ended} ${advice}`;
		super(message, {
			description: unsure,
			httpCode,
			sentences,
			isPassing,
			retryAt,
			timesInARow,
		});
	}
}

/**
 * Whether the same call may succeed a little later: WebAdMIT is not available, there is no connection, or the hourly
 * limit is reached.
 */
export function isPassing(error: unknown): error is ExplainedError {
	return error instanceof ExplainedError && error.isPassing;
}

/**
 * Counts errors that may happen only so often in a row.
 *
 * @param before how many came in a row before this one.
 * @returns the new count. It stays 0 for an error that may happen any number of times.
 */
export function countInARow(before: number, { timesInARow }: ExplainedError): number {
	return timesInARow === Infinity ? 0 : before + 1;
}

/**
 * The error as n8n shows it, with the node and the item that it belongs to.
 *
 * An `ExplainedError` with an HTTP status becomes a `NodeApiError`, every other error a `NodeOperationError`. The
 * original error is not attached: errors of HTTP libraries hold the request, and with it the API key.
 */
export function asNodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;

	if (error instanceof ExplainedError && error.httpCode !== undefined) {
		return apiError(node, error, itemIndex);
	}

	return new NodeOperationError(node, withoutSecrets(messageOf(error)), {
		description: error instanceof ExplainedError ? error.description : undefined,
		itemIndex,
	});
}

/**
 * The error that the editor shows in place of a list that can't be loaded. Like {@link asNodeError}, but always a
 * `NodeApiError` where there is a description: of other errors, n8n does not pass the description to the editor.
 */
export function asListError(node: INode, error: unknown): NodeApiError | NodeOperationError {
	return error instanceof ExplainedError ? apiError(node, error) : asNodeError(node, error);
}

function apiError(
	node: INode,
	{ message, description, httpCode }: ExplainedError,
	itemIndex?: number,
): NodeApiError {
	const response: JsonObject = { message };
	return new NodeApiError(node, response, {
		message,
		description,
		httpCode: httpCode === undefined ? undefined : String(httpCode),
		itemIndex,
	});
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
	return isRecord(error) && typeof error.message === 'string' ? error.message : String(error);
}

/**
 * A value from outside or from an expression, safe to show in a message. Shortened like {@link excerpt}, with text in
 * quotation marks.
 */
export function valueInMessage(value: unknown): string {
	if (value === undefined || typeof value === 'number') return String(value);
	return excerpt(asJson(value));
}

/**
 * The value as JSON. For what JSON can't hold (a function, an object that contains itself, lists nested too deep), only
 * its type.
 */
function asJson(value: unknown): string {
	try {
		const json: unknown = JSON.stringify(value);
		return typeof json === 'string' ? json : typeof value;
	} catch {
		return typeof value;
	}
}

/** How many characters of a text are searched for secrets. To search all of a very long text can take minutes. */
const LOOKED_THROUGH = 10_000;

/** The beginning of a text from outside, safe to show: on one line, without secrets, at most 200 characters. */
export function excerpt(text: string): string {
	const line = withoutKeys(text).replace(/\s+/g, ' ').trim().slice(0, LOOKED_THROUGH);
	const safe = withoutSecrets(line).trim();
	return safe.length > 200 ? `${safe.slice(0, 200)}…` : safe;
}

/** The text with a capital first letter, to begin a sentence. */
export function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
