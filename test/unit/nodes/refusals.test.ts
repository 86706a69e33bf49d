import { ADVICE } from '../../../nodes/WebAdmit/api/advice';
import {
	apiRefusal,
	isPassingStatus,
	isSuccess,
	limitReached,
	retryAt,
	unexpectedAnswer,
} from '../../../nodes/WebAdmit/transport/refusals';
import type { Explanation } from './explanation';
import { explanation } from './explanation';

function refused(statusCode: number, body = ''): Explanation {
	return explanation(apiRefusal({ statusCode, headers: {}, body }, ADVICE, PATH));
}

const PATH = ['user_identities', 37442, 'exports', 86446, 'export_files'];

const checkIds = (asked: string, own = 'export') =>
	`Check the IDs: WebAdMIT was asked for ${asked}. Each identity has its own ${own}s: after you change the identity, choose the ${own} again. Check in WebAdMIT whether they still exist and whether your API key can reach them.`;

const CHECK_IDS = checkIds('export 86446 of user identity 37442');

describe('isSuccess', () => {
	it.each([
		[199, false],
		[200, true],
		[201, true],
		[299, true],
		[300, false],
		[404, false],
	])('%d: %s', (statusCode, success) => {
		expect(isSuccess({ statusCode, headers: {}, body: '' })).toBe(success);
	});
});

describe('isPassingStatus', () => {
	it.each([200, 301, 400, 401, 403, 404, 422, 499, 501, 505])(
		'%d is one that stays',
		(statusCode) => {
			expect(isPassingStatus(statusCode)).toBe(false);
		},
	);

	// Above 505, it is not WebAdMIT but what stands in front of it.
	it.each([408, 425, 429, 500, 502, 503, 504, 507, 520, 529, 599])(
		'%d is one that passes',
		(statusCode) => {
			expect(isPassingStatus(statusCode)).toBe(true);
			expect(apiRefusal({ statusCode, headers: {}, body: '' }, ADVICE, PATH).isPassing).toBe(true);
		},
	);
});

describe('apiRefusal', () => {
	it('401 says where to find the key', () => {
		expect(refused(401, '{"message": "Unauthorized"}')).toEqual({
			message: 'WebAdMIT refused the API key',
			description:
				'Copy it again from WebAdMIT (Account > Edit My Account > API Key) into the credential. Your identity needs the "API Access" permission, and \'Environment\' must be the one that the key is from.',
			httpCode: 401,
		});
	});

	it.each([
		[503, 'Try again in a few minutes.'],
		[501, "Check 'Environment' and 'Base URL' in the credential."],
		[505, "Check 'Environment' and 'Base URL' in the credential."],
	])('%d says what may help', (statusCode, description) => {
		expect(refused(statusCode)).toMatchObject({ description, httpCode: statusCode });
	});

	it('403 says whom to ask', () => {
		const description =
			'Ask your WebAdMIT administrator whether your identity has the "API Access" permission and may see this export.';
		expect(refused(403)).toEqual({
			message: 'WebAdMIT does not allow this',
			description,
			httpCode: 403,
		});
		expect(refused(403, '{"message": "Not yours"}')).toEqual({
			message: 'Not yours',
			description,
			httpCode: 403,
		});
	});

	it.each([
		[['exports', 86446, 'export_files', 74780], 'may see this export'],
		[['user_identities', 1, 'export_files'], 'may see this export'],
		[['user_identities', 1, 'pdf_manager_batches', 6348], 'may see this template'],
		[['user_identities', 1, 'pdf_manager_templates'], 'may see this template'],
		[['user_identities', 1, 'pdf_manager_zip_files', 7, 'download'], 'may see this template'],
		[['user_identities', 1, 'programs', 2, 'custom_fields'], 'may see and change this program'],
		[
			['user_identities', 1, 'social_security_numbers'],
			'may get social security numbers, and whether the PGP key of your school is set up for them',
		],
		[['user_identities', 1, 'decisions'], 'may see this'],
		[['user_identities'], 'may see this'],
	])('403 says for what to ask: %j', (path, permission) => {
		const answer = { statusCode: 403, headers: {}, body: '' };
		expect(explanation(apiRefusal(answer, ADVICE, path)).description).toBe(
			`Ask your WebAdMIT administrator whether your identity has the "API Access" permission and ${permission}.`,
		);
	});

	it("404 has WebAdMIT's own message", () => {
		expect(refused(404, `{"message": "User identity '999' not found."}`)).toEqual({
			message: "User identity '999' not found.",
			description: CHECK_IDS,
			httpCode: 404,
		});
	});

	it.each([
		[['user_identities', 999, 'export_files'], checkIds('user identity 999')],
		[['exports', 86446, 'export_files', 74780], checkIds('run 74780 of export 86446')],
		[
			['user_identities', 999, 'pdf_manager_batches', 6348],
			checkIds('batch 6348 of user identity 999', 'template'),
		],
		[
			['user_identities', 999, 'pdf_manager_zip_files', 7, 'download'],
			checkIds('zip file 7 of user identity 999', 'template'),
		],
		[['user_identities', 999, 'pdf_manager_batches'], checkIds('user identity 999', 'template')],
		[
			['user_identities', 999, 'decisions'],
			'Check the IDs: WebAdMIT was asked for user identity 999. Check in WebAdMIT whether they still exist and whether your API key can reach them.',
		],
		[
			['user_identities'],
			"Check 'Environment' and 'Base URL' in the credential: WebAdMIT has its API at another address.",
		],
	])('404 says what was asked for: %j', (path, description) => {
		const answer = { statusCode: 404, headers: {}, body: '{"message": "Not Found"}' };
		expect(explanation(apiRefusal(answer, ADVICE, path))).toMatchObject({
			message: 'Not Found',
			description,
		});
	});

	it.each([
		'',
		'<html>Not Found</html>',
		'{"message":',
		'null',
		'42',
		'"Not Found"',
		'["message"]',
		'{}',
		'{"message": ""}',
		'{"message": "  "}',
		'{"message": null}',
		'{"message": {"text": "Not Found"}}',
	])('404 has a message of its own when the answer is %j', (body) => {
		expect(refused(404, body)).toEqual({
			message: 'WebAdMIT did not find this',
			description: CHECK_IDS,
			httpCode: 404,
		});
	});

	it.each([
		[undefined, 'in an hour'],
		['0', 'in a minute'],
		['60', 'in a minute'],
		['61', 'in 2 minutes'],
		['3600', 'in 60 minutes'],
	])('429 with the Retry-After %j says to come back %s', (value, when) => {
		const headers = value === undefined ? {} : { 'retry-after': value };
		expect(
			explanation(
				apiRefusal({ statusCode: 429, headers, body: '{"message": "Slow down"}' }, ADVICE, PATH, 3),
			),
		).toEqual({
			message: 'The hourly limit of WebAdMIT is reached',
			description: `WebAdMIT allows 5,000 calls an hour for each API key. Run this again ${when}, or spread your workflows over more time.`,
			httpCode: 429,
		});
	});

	it.each([300, 302, 308, 399])('%d is a redirect that was not followed', (statusCode) => {
		expect(refused(statusCode, '{"message": "Moved"}')).toEqual({
			message: 'WebAdMIT answered with a redirect',
			description:
				"Check 'Environment' and 'Base URL' in the credential. The redirect was not followed, so that your API key goes nowhere else.",
			httpCode: statusCode,
		});
	});

	it.each([408, 425, 500, 502, 503, 599])('%d says to try again', (statusCode) => {
		expect(refused(statusCode, '{"message": "Stack trace"}')).toEqual({
			message: `WebAdMIT is not available (HTTP status ${statusCode})`,
			description: 'Try again in a few minutes.',
			httpCode: statusCode,
		});
	});

	it('503 says how often it was tried', () => {
		expect(
			explanation(apiRefusal({ statusCode: 503, headers: {}, body: '' }, ADVICE, PATH, 2)).message,
		).toBe('WebAdMIT is not available (HTTP status 503, tried 2 times)');
	});

	it.each([199, 400, 422, 499])('%d shows what WebAdMIT answered', (statusCode) => {
		expect(refused(statusCode, '{"errors": {\n  "callback": ["is no URL"]}}')).toEqual({
			message: 'callback is no URL',
			description:
				'Check the parameters of this node. WebAdMIT\'s answer: {"errors": { "callback": ["is no URL"]}}',
			httpCode: statusCode,
		});
		expect(refused(statusCode, '{"message": "Callback is no URL"}')).toEqual({
			message: 'Callback is no URL',
			description:
				'Check the parameters of this node. WebAdMIT\'s answer: {"message": "Callback is no URL"}',
			httpCode: statusCode,
		});
	});

	it('says so when the answer was empty', () => {
		expect(refused(400, ' \n').description).toBe(
			"Check the parameters of this node. WebAdMIT's answer: empty",
		);
	});

	it("shows no secrets, though WebAdMIT's message has them", () => {
		const key = '0123456789abcdef0123456789ABCDEF';
		const body = JSON.stringify({ message: `Key ${key}\nfor https://s3.example/a?Signature=b` });
		expect(refused(404, body).message).toBe('Key [hidden] for https://s3.example/a?…');
		expect(refused(400, body)).toEqual({
			message: 'Key [hidden] for https://s3.example/a?…',
			description:
				'Check the parameters of this node. WebAdMIT\'s answer: {"message":"Key [hidden]\\nfor https://s3.example/a?…"}',
			httpCode: 400,
		});
	});
});

describe('limitReached', () => {
	it('says when to come back, however long ago WebAdMIT has said so', () => {
		jest.useFakeTimers({ now: 0 });
		const error = limitReached(10 * 60_000);
		expect(error).toMatchObject({ isPassing: true, httpCode: 429, retryAt: 600_000 });
		expect(error.description).toContain('Run this again in 10 minutes');
		jest.setSystemTime(4 * 60_000);
		const later = limitReached(10 * 60_000);
		expect(later.retryAt).toBe(600_000);
		expect(later.description).toContain('Run this again in 6 minutes');
		jest.useRealTimers();
	});

	it('is the refusal of a 429, with the time that WebAdMIT says', () => {
		jest.useFakeTimers({ now: 1_000 });
		const headers = { 'retry-after': '90' };
		expect(apiRefusal({ statusCode: 429, headers, body: '' }, ADVICE, PATH)).toMatchObject({
			isPassing: true,
			retryAt: 91_000,
		});
		expect(
			apiRefusal({ statusCode: 429, headers: {}, body: '' }, ADVICE, PATH).retryAt,
		).toBeUndefined();
		jest.useRealTimers();
	});

	it('takes a time beyond a day for a mistake', () => {
		expect(limitReached(Date.now() + 25 * 3_600_000).description).toContain('in an hour');
	});
});

describe('retryAt', () => {
	const NOW = Date.UTC(2025, 0, 1, 12);

	beforeEach(() => {
		jest.useFakeTimers({ now: NOW });
	});

	afterEach(() => {
		jest.useRealTimers();
	});

	it.each([
		['0', 0],
		['90', 90_000],
		[' 90 ', 90_000],
		['Wed, 01 Jan 2025 12:00:30 GMT', 30_000],
		['Wed, 01 Jan 2025 11:59:30 GMT', -30_000],
		['soon', undefined],
		['', undefined],
		['  ', undefined],
		['x90', undefined],
		['90x', undefined],
		[undefined, undefined],
		[90, undefined],
	])('%j is in %j milliseconds', (value, milliseconds) => {
		expect(retryAt({ headers: { 'retry-after': value } })).toBe(
			milliseconds === undefined ? undefined : NOW + milliseconds,
		);
	});

	it('is nothing without the header', () => {
		expect(retryAt({ headers: {} })).toBeUndefined();
	});
});

describe('unexpectedAnswer', () => {
	it('says what is missing, and shows what came instead', () => {
		expect(explanation(unexpectedAnswer('JSON is', '<html>\n</html>'))).toEqual({
			message: "WebAdMIT's answer does not have the expected form: JSON is missing",
			description: `Check 'Environment' and 'Base URL' in the credential. What came instead: "<html>\\n</html>"`,
		});
	});

	it('shows no download URL', () => {
		const answer = { download_url: 'https://s3.example/a.csv?Signature=secret' };
		expect(explanation(unexpectedAnswer("'id' is", answer)).description).toBe(
			`Check 'Environment' and 'Base URL' in the credential. What came instead: {"download_url":"https://s3.example/a.csv?…"}`,
		);
	});
});
