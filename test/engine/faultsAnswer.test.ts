import { PAGES } from '../../nodes/WebAdmit/transport/refusals';
import type { Json } from '../sandbox/types';
import { useEngine } from './harness';
import type { OperationCase } from './harness/operations';
import { callsOf, faultFor, NAMED, OPERATIONS } from './harness/operations';

/** What comes, and what of it is shown. */
type AnswerCase = [
	string,
	{ status: number; headers?: Record<string, string>; body: Json },
	string,
];

const engine = useEngine({ runSeconds: 0.5, changeSeconds: 0.5 });

const { inARow } = PAGES;
afterEach(() => {
	PAGES.inARow = inARow;
});

const calls = (operation: OperationCase) => callsOf(operation, engine.sandbox.requests);

/** Whose message says which applicant it is about, with these answers. */
const namesApplicant = ({ method }: OperationCase, status: number) =>
	['PATCH', 'PUT', 'DELETE'].includes(method) && ![401, 403].includes(status);

describe.each(OPERATIONS)('$name', (operation) => {
	const { parameters, items: incoming } = operation;
	const run = async () => await engine.runNode({ parameters, items: incoming });

	const isAskedOnce = operation.endsWith === 'tries';
	const page: AnswerCase = [
		'a web page',
		{ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Please sign in' },
		'Please sign in',
	];
	const noJson: AnswerCase[] = [
		page,
		['nothing', { status: 200, body: '' }, 'What came instead: ""'],
		['JSON that is cut off', { status: 200, body: '{"export_files": {"id": 1, "sta' }, 'sta'],
		['ten thousand characters', { status: 200, body: 'abc '.repeat(2_500) }, 'abc abc'],
	];

	it.each([
		...(isAskedOnce ? noJson : []),
		['JSON of another shape', { status: 200, body: { users: [{ name: 'x' }] } }, 'users'],
		['null', { status: 200, body: 'null' }, 'null'],
		['a number', { status: 200, body: '42' }, '42'],
	] satisfies AnswerCase[])(
		'shows what came when that is no answer: %s',
		async (_, kind, shown) => {
			engine.sandbox.addFault(faultFor(operation, { kind }));

			const { error, items } = await run();

			expect(items).toEqual([]);
			if (operation.isConfidential) {
				expect(error?.message).toBe("WebAdMIT's answer is not a PGP message");
				expect(error?.description).toContain('is not shown');
				return;
			}
			expect(error?.message).toContain("WebAdMIT's answer does not have the expected form");
			expect(error?.description).toContain(shown);
			// What came is shortened to 200 characters; the advice before it is shorter than that.
			expect(error?.description?.length).toBeLessThan(400);
			expect(calls(operation)).toHaveLength(1);
		},
	);

	if (!isAskedOnce && operation.isLaterCall) {
		it('asks past any number of web pages, since WebAdMIT has answered before', async () => {
			PAGES.inARow = 1;
			const [, kind] = page;
			engine.sandbox.addFault(faultFor(operation, { kind, times: 3 }));

			const { error, items } = await run();

			expect(error).toBeUndefined();
			expect(items).not.toEqual([]);
			expect(calls(operation).length).toBeGreaterThanOrEqual(4);
		});
	} else if (!isAskedOnce) {
		it('shows a web page that came too often in a row', async () => {
			PAGES.inARow = 3;
			const [, kind, shown] = page;
			engine.sandbox.addFault(faultFor(operation, { kind }));

			const { error } = await run();

			expect(error?.message).toContain("WebAdMIT's answer does not have the expected form");
			expect(error?.description).toContain(shown);
			expect(calls(operation)).toHaveLength(3);
		});
	}

	it('shows no secrets of what came', async () => {
		const { apiKey, filesUrl } = engine.sandbox;
		const body = { key: apiKey, url: `${filesUrl}/a.csv?AWSAccessKeyId=1&Signature=${apiKey}` };
		engine.sandbox.addFault(faultFor(operation, { kind: { status: 200, body } }));

		const { error } = await run();

		// That neither is anywhere else is checked after each test.
		if (operation.isConfidential) expect(error?.description).toContain('is not shown');
		else expect(error?.description).toContain('[hidden]');
	});

	it.each([
		[400, '{"message": "Bad request."}', 'Bad request.', 'Check the parameters'],
		[401, '', 'WebAdMIT refused the API key', 'Account > Edit My Account > API Key'],
		[401, '{"message": "x"}', 'WebAdMIT refused the API key', 'Account > Edit My Account'],
		[403, '', 'WebAdMIT does not allow this', 'API Access'],
		[403, '{"message": "No access."}', 'No access.', 'API Access'],
		[404, '', 'WebAdMIT did not find this', 'Check '],
		[404, '{"message": "Not Found"}', 'Not Found', 'Check '],
		[404, '<html>404</html>', 'WebAdMIT did not find this', 'Check '],
		[409, '{"message": "Conflict."}', 'Conflict.', 'Check the parameters'],
		[422, '{"message": "List is locked."}', 'List is locked.', 'Check the parameters'],
		[422, '', 'WebAdMIT did not accept the request (HTTP status 422)', 'answer: empty'],
	])('does not repeat what was refused with %i %s', async (status, body, message, description) => {
		engine.sandbox.addFault(faultFor(operation, { kind: { status, body } }));

		const { error, items } = await run();

		expect(items).toEqual([]);
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: String(status) });
		const isNamed = operation.endsWith === 'maxWait' || namesApplicant(operation, status);
		// Before a name, a sentence has no full stop.
		const sentence = isNamed ? message.replace(/\.$/, '') : message;
		expect(error?.message.replace(NAMED, '')).toBe(sentence);
		expect(NAMED.test(error?.message ?? '')).toBe(isNamed);
		expect(error?.description).toContain(description);
		expect(calls(operation)).toHaveLength(1);
	});
});
