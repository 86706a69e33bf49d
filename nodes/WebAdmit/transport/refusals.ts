import type { Explanation } from '../errors';
import { ExplainedError, excerpt, valueInMessage } from '../errors';
import { isRecord, parseJson } from '../json';
import type { TextResponse } from './httpResponse';
import { header } from './httpResponse';

export function isSuccess({ statusCode }: TextResponse): boolean {
	return statusCode >= 200 && statusCode < 300;
}

/** Server errors that stay: 501 Not Implemented, 505 HTTP Version Not Supported. */
const LASTING = [501, 505];

/** Other statuses that pass: 408 Request Timeout, 425 Too Early, 429 Too Many Requests. */
const MOMENTARY = [408, 425, 429];

/** Whether the same call can succeed a little later: the service is overloaded or restarting. */
export function isPassingStatus(statusCode: number): boolean {
	return MOMENTARY.includes(statusCode) || (statusCode >= 500 && !LASTING.includes(statusCode));
}

/** What a call asks for: the parts that follow the version of the API. */
export type ApiPath = ReadonlyArray<string | number>;

/** What users can do about answers that depend on what was asked for. This folder does not know what paths mean. */
export interface Advice {
	/** About an answer 403. */
	forbidden: (path: ApiPath) => string;
	/** About an answer 404. */
	missing: (path: ApiPath) => string;
}

/**
 * The error for an answer that is not a success.
 *
 * @param tries how often the call was sent.
 */
export function apiRefusal(
	response: TextResponse,
	advice: Advice,
	path: ApiPath,
	tries = 1,
): ExplainedError {
	const { statusCode, body } = response;
	const sentences = sentencesIn(body);
	const explain = (message: string, description: string) =>
		new ExplainedError(message, {
			description,
			httpCode: statusCode,
			sentences,
			isPassing: isPassingStatus(statusCode),
		});
	const said = sentences.length > 0 ? excerpt(sentences.join(' ')) : undefined;

	switch (statusCode) {
		case 401:
			return explain(
				'WebAdMIT refused the API key',
				'Copy it again from WebAdMIT (Account > Edit My Account > API Key) into the credential. Your identity needs the "API Access" permission, and \'Environment\' must be the one that the key is from.',
			);
		case 403:
			return explain(said ?? 'WebAdMIT does not allow this', advice.forbidden(path));
		case 404:
			return explain(said ?? 'WebAdMIT did not find this', advice.missing(path));
		case 429:
			return limitReached(retryAt(response));
		default:
			if (statusCode >= 300 && statusCode < 400) {
				return explain(
					'WebAdMIT answered with a redirect',
					"Check 'Environment' and 'Base URL' in the credential. The redirect was not followed, so that your API key goes nowhere else.",
				);
			}
			if (statusCode >= 500 || isPassingStatus(statusCode)) {
				return explain(
					`WebAdMIT is not available (HTTP status ${statusCode}${tries > 1 ? `, tried ${tries} times` : ''})`,
					isPassingStatus(statusCode)
						? 'Try again in a few minutes.'
						: "Check 'Environment' and 'Base URL' in the credential.",
				);
			}
			return explain(
				said ?? `WebAdMIT did not accept the request (HTTP status ${statusCode})`,
				`Check the parameters of this node. WebAdMIT's answer: ${excerpt(body) || 'empty'}`,
			);
	}
}

/**
 * The error for an answer 429.
 *
 * @param opensAt when WebAdMIT will accept calls again, in milliseconds since 1970. Undefined if WebAdMIT does not say.
 */
export function limitReached(opensAt: number | undefined): ExplainedError {
	return new ExplainedError('The hourly limit of WebAdMIT is reached', {
		description: `WebAdMIT allows 5,000 calls an hour for each API key. Run this again ${comeBack(opensAt)}, or spread your workflows over more time.`,
		httpCode: 429,
		isPassing: true,
		retryAt: opensAt,
	});
}

function comeBack(opensAt: number | undefined): string {
	const wait = opensAt === undefined ? undefined : opensAt - Date.now();
	// The limit is counted by the hour: a wait of more than a day is a mistake.
	if (wait === undefined || wait > 24 * 3_600_000) return 'in an hour';
	const minutes = Math.max(1, Math.ceil(wait / 60_000));
	return minutes === 1 ? 'in a minute' : `in ${minutes} minutes`;
}

/**
 * WebAdMIT's sentences in an answer like `{"message": "User identity '999' not found."}` or
 * `{"errors": {"decision_id": ["Can't set the decision_id when the local_status is not null"]}}`.
 */
function sentencesIn(body: string): string[] {
	const answer = parseJson(body);
	if (!isRecord(answer)) return [];
	return [answer.message, ...sentencesUnder(answer.errors)]
		.filter((said) => typeof said === 'string')
		.map((said) => excerpt(said))
		.filter((said) => said !== '');
}

/**
 * All texts in an object with lists of texts, WebAdMIT's form for errors. A text that is not a whole sentence begins
 * with what it is about.
 */
function sentencesUnder(errors: unknown): string[] {
	if (!isRecord(errors)) return [];
	return Object.entries(errors).flatMap(([about, said]) =>
		[said]
			.flat()
			.filter((text) => typeof text === 'string')
			.map((text) => (/^[a-z]/.test(text) ? `${about} ${text}` : text)),
	);
}

/**
 * The time in a `Retry-After` header, which holds seconds or a date (RFC 9110).
 *
 * @returns milliseconds since 1970. Undefined if there is no such header.
 */
export function retryAt({ headers }: Pick<TextResponse, 'headers'>): number | undefined {
	const value = header(headers, 'retry-after')?.trim();
	if (value === undefined || value === '') return undefined;
	if (/^\d+$/.test(value)) return Date.now() + Number(value) * 1_000;
	const date = Date.parse(value);
	return Number.isNaN(date) ? undefined : date;
}

/** The error for an answer that does not have the shape that WebAdMIT documents. */
export class UnexpectedAnswerError extends ExplainedError {}

/**
 * Makes such an error. It shows the beginning of the answer.
 *
 * @param expected what is missing, e.g. `'id' is`.
 */
export function unexpectedAnswer(
	expected: string,
	answer: unknown,
	more: Partial<Explanation> = {},
): UnexpectedAnswerError {
	return new UnexpectedAnswerError(
		`WebAdMIT's answer does not have the expected form: ${expected} missing`,
		{
			...more,
			description: `Check 'Environment' and 'Base URL' in the credential. What came instead: ${valueInMessage(answer)}`,
		},
	);
}

/**
 * How often in a row a page may come in place of an answer. With the growing pauses, the last one comes after a quarter
 * of a minute: with a wrong base URL, nobody should wait longer. (It is an object, so that tests can change it.)
 */
export const PAGES = { inARow: 5 };

/**
 * The error for an answer in an unexpected form. A page may come from a proxy while WebAdMIT is down for maintenance, so
 * it is passing. JSON comes from WebAdMIT itself, so it is not.
 *
 * @param isKnownAddress whether WebAdMIT has answered there before. Then the page counts as passing, however often it
 *   comes.
 */
export function unexpectedBody(
	expected: string,
	body: string,
	isKnownAddress = false,
): UnexpectedAnswerError {
	const isPage = parseJson(body) === undefined;
	const timesInARow = isKnownAddress ? undefined : PAGES.inARow;
	return unexpectedAnswer(expected, body, isPage ? { isPassing: true, timesInARow } : {});
}
