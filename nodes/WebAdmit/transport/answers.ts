import { jsonParse } from 'n8n-workflow';
import { ExplainedError, excerpt } from '../errors';

/** What came back over HTTP, the body as text. */
export interface Answer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: string;
}

/** The error for an answer that is not a success, or undefined for one that is (2xx). */
export function refusal({ statusCode, body }: Answer): ExplainedError | undefined {
	if (statusCode >= 200 && statusCode < 300) return undefined;
	const explain = (message: string, description: string) =>
		new ExplainedError(message, { description, httpCode: statusCode });
	const said = messageIn(body);

	switch (statusCode) {
		case 401:
			return explain(
				'WebAdMIT refused the API key',
				'Check the key in the credential. You find it in WebAdMIT under Account > Edit My Account > API Key; your identity there needs the "API Access" permission, and the environment must be the one that the key is from.',
			);
		case 403:
			return explain(
				said ?? 'WebAdMIT does not allow this',
				'Ask your WebAdMIT administrator whether your identity has the "API Access" permission and may see this export.',
			);
		case 404:
			return explain(
				said ?? 'WebAdMIT did not find this',
				'Check the ids: choose the identity and the export from the list, and look in WebAdMIT whether they still exist and whether the API key reaches them.',
			);
		case 429:
			return explain(
				'The hourly limit of WebAdMIT is reached',
				'WebAdMIT allows 5,000 calls an hour for each API key. Run this again later, or spread your workflows over more time.',
			);
		default:
			if (statusCode >= 300 && statusCode < 400) {
				return explain(
					'WebAdMIT answered with a redirect',
					'Check the environment or base URL in the credential. The redirect was not followed, so that your API key goes nowhere else.',
				);
			}
			if (statusCode >= 500) {
				return explain(
					`WebAdMIT is not available (HTTP status ${statusCode})`,
					'Try again in a few minutes.',
				);
			}
			return explain(
				said ?? `WebAdMIT did not accept the request (HTTP status ${statusCode})`,
				`Check the parameters of this node. WebAdMIT's answer: ${excerpt(body) || 'empty'}`,
			);
	}
}

/** The sentence in an answer like `{"message": "User identity '999' not found."}`, if there is one. */
function messageIn(body: string): string | undefined {
	const answer: unknown = jsonParse<unknown>(body, { fallbackValue: undefined });
	if (typeof answer !== 'object' || answer === null || !('message' in answer)) return undefined;
	return typeof answer.message === 'string' && answer.message.trim() !== ''
		? excerpt(answer.message)
		: undefined;
}
