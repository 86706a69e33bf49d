import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { isRecord } from './json';
import { withoutKeys, withoutSecrets } from './secrets';

/** What a user reads beside the message, and what a caller can do about it. */
export interface Explanation {
	/** What the user can do. */
	description: string;
	/** HTTP status of WebAdMIT's answer, if it is one that the user is told about. */
	httpCode?: number;
	/** What WebAdMIT itself said, a sentence each. Default: nothing. */
	sentences?: readonly string[];
	/** Whether the same call may succeed later without anybody doing anything. Default false. */
	isPassing?: boolean;
	/** Milliseconds since 1970 before which a further call is of no use. */
	retryAt?: number;
	/** How often in a row this may happen before it counts as something that will not pass. Default: any number of times. */
	timesInARow?: number;
}

/**
 * Something that went wrong, in words for the user: `message` says what happened, `description` what to do about it.
 *
 * The modules that know WebAdMIT throw this and know nothing of n8n; {@link asNodeError} turns it into an error of n8n's
 * where a node hands it over.
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

/** What went wrong with a call that may have started something anyway. */
export class UnsureError extends ExplainedError {
	/** @param advice what the user can do about that, beside what the error itself says. */
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

/** Whether the same may succeed a little later: WebAdMIT is away, there is no connection, or its limit is reached. */
export function isPassing(error: unknown): error is ExplainedError {
	return error instanceof ExplainedError && error.isPassing;
}

/**
 * Counts what may happen only so often in a row.
 *
 * @param before how often it had happened before this error.
 */
export function countInARow(before: number, { timesInARow }: ExplainedError): number {
	return timesInARow === Infinity ? 0 : before + 1;
}

/**
 * The error as n8n shows it, with the node and the item that it belongs to.
 *
 * An `ExplainedError` with an HTTP status becomes a `NodeApiError`, every other error a `NodeOperationError`. The
 * original is not attached: what HTTP libraries throw carries the request, and with it the API key.
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
 * The error as the editor shows it in place of a list that can't be loaded: as {@link asNodeError}, but a `NodeApiError`
 * whenever there is a description, which n8n passes on to the editor of no other error.
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

/** A value that came from outside or from an expression, fit to be shown: like {@link excerpt}, text in quotation marks. */
export function valueInMessage(value: unknown): string {
	if (value === undefined || typeof value === 'number') return String(value);
	return excerpt(asJson(value));
}

/** Only the type of what can't be written as JSON: a function, an object in itself, lists in lists without end. */
function asJson(value: unknown): string {
	try {
		const json: unknown = JSON.stringify(value);
		return typeof json === 'string' ? json : typeof value;
	} catch {
		return typeof value;
	}
}

/** Characters of a text that are looked through for secrets: to look through all of a very long one can take minutes. */
const LOOKED_THROUGH = 10_000;

/** The beginning of a text that came from outside, fit to be shown: on one line, without secrets, 200 characters at most. */
export function excerpt(text: string): string {
	const line = withoutKeys(text).replace(/\s+/g, ' ').trim().slice(0, LOOKED_THROUGH);
	const safe = withoutSecrets(line).trim();
	return safe.length > 200 ? `${safe.slice(0, 200)}…` : safe;
}

/** The beginning of a sentence. */
export function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
