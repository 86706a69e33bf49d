import { inspect } from 'node:util';
import fc from 'fast-check';
import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import {
	asNodeError,
	excerpt,
	ExplainedError,
	messageOf,
	shown,
	withoutSecrets,
} from '../../../nodes/WebAdmit/errors';

const KEY = '0123456789abcdef0123456789abcdef';

const node: INode = {
	id: '1',
	name: 'WebAdMIT',
	type: 'n8n-nodes-webadmit.webAdmit',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

describe('ExplainedError', () => {
	it('has what the user reads', () => {
		const error = new ExplainedError('It broke', { description: 'Mend it.', httpCode: 404 });
		expect(error).toBeInstanceOf(Error);
		expect(error.name).toBe('ExplainedError');
		expect(error.message).toBe('It broke');
		expect(error.description).toBe('Mend it.');
		expect(error.httpCode).toBe(404);
	});

	it('needs no HTTP status', () => {
		expect(new ExplainedError('It broke', { description: 'Mend it.' }).httpCode).toBeUndefined();
	});
});

describe('asNodeError', () => {
	it('makes an explained error one of the operation', () => {
		const error = asNodeError(node, new ExplainedError('It broke', { description: 'Mend it.' }), 3);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error.message).toBe('It broke');
		expect(error.description).toBe('Mend it.');
		expect(error.node).toBe(node);
		expect(error.context.itemIndex).toBe(3);
	});

	it.each([401, 404, 429, 503])(
		'makes an explained error with status %d one of the API',
		(code) => {
			const explained = new ExplainedError('It broke', { description: 'Mend it.', httpCode: code });
			const error = asNodeError(node, explained, 3);
			expect(error).toBeInstanceOf(NodeApiError);
			expect(error.message).toBe('It broke');
			expect(error.description).toBe('Mend it.');
			expect(error).toHaveProperty('httpCode', String(code));
			expect(error.node).toBe(node);
			expect(error.context.itemIndex).toBe(3);
		},
	);

	it('takes any other error as it is', () => {
		const error = asNodeError(node, new TypeError('It broke'));
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error.message).toBe('It broke');
		expect(error.description).toBeFalsy();
		expect(error.context.itemIndex).toBeUndefined();
	});

	it('takes what is thrown without being an error', () => {
		expect(asNodeError(node, 'It broke').message).toBe('It broke');
		expect(asNodeError(node, undefined).message).toBe('undefined');
	});

	it('leaves an error of n8n as it is', () => {
		const operation = new NodeOperationError(node, 'It broke');
		const api = new NodeApiError(node, { message: 'It broke' });
		expect(asNodeError(node, operation, 3)).toBe(operation);
		expect(asNodeError(node, api, 3)).toBe(api);
	});

	it('has nothing of the original but its message, and of that no secrets', () => {
		const original = Object.assign(new Error(`GET https://s3.example/a?Signature=b, key ${KEY}`), {
			config: { headers: { 'x-api-key': KEY } },
		});
		const error = asNodeError(node, original);
		expect(error.message).toBe('GET https://s3.example/a?… key [hidden]');
		expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(
			/0123456789abcdef|Signature/,
		);
	});
});

describe('messageOf', () => {
	it.each([
		[new Error('It broke'), 'It broke'],
		// As an error from another context is.
		[{ message: 'It broke' }, 'It broke'],
		[new Error(''), ''],
		[{ message: 42 }, '[object Object]'],
		['It broke', 'It broke'],
		[undefined, 'undefined'],
		[null, 'null'],
	])('of %p is %j', (error, message) => {
		expect(messageOf(error)).toBe(message);
	});
});

describe('withoutSecrets', () => {
	it.each([
		['https://s3.example/a.csv?Signature=b', 'https://s3.example/a.csv?…'],
		['HTTP://S3.example?a', 'HTTP://S3.example?…'],
		['see https://s3.example/a?b=c&d=e and more?', 'see https://s3.example/a?… and more?'],
		['"https://s3.example/a?b"', '"https://s3.example/a?…"'],
		['<Url>https://s3.example/a?b</Url>', '<Url>https://s3.example/a?…</Url>'],
		['https://a.example/?b https://c.example/?d', 'https://a.example/?… https://c.example/?…'],
		['https://a.example/?b=https://c.example/?d=e', 'https://a.example/?…'],
		// A list's name can have an apostrophe, in the path as well as in the query string.
		["https://s3.example/Dean's.csv?Signature=b", "https://s3.example/Dean's.csv?…"],
		["https://s3.example/a?filename=Dean's.csv&Signature=b", 'https://s3.example/a?…'],
		// As JSON may write it.
		['"https:\\/\\/s3.example\\/a?Signature=b"', '"https:\\/\\/s3.example\\/a?…"'],
		['{\\"url\\":\\"https://s3.example/a?b\\"}', '{\\"url\\":\\"https://s3.example/a?…"}'],
	])('takes the query string from %s', (text, expected) => {
		expect(withoutSecrets(text)).toBe(expected);
	});

	it.each([
		[KEY, '[hidden]'],
		[KEY.toUpperCase(), '[hidden]'],
		[`${KEY}${KEY}`, '[hidden]'],
		[`${KEY}0`, '[hidden]'],
		[`x-api-key: ${KEY}, x`, 'x-api-key: [hidden], x'],
		[`${KEY} ${KEY}`, '[hidden] [hidden]'],
		[`https://s3.example/${KEY}?${KEY}`, 'https://s3.example/[hidden]?…'],
	])('takes the key from %s', (text, expected) => {
		expect(withoutSecrets(text)).toBe(expected);
	});

	it.each([
		'',
		'Is this a question?',
		'https://api.webadmit.org/api/v1/exports/86446/export_files/74780',
		"User identity '999' not found.",
		KEY.slice(1),
		'/path?query',
	])('leaves %j as it is', (text) => {
		expect(withoutSecrets(text)).toBe(text);
	});

	const secret = fc.oneof(
		fc
			.tuple(
				fc.constantFrom('http://', 'https://', 'HTTPS://'),
				fc.string({ unit: fc.constantFrom('a', '.', '/', "'", '%', '&', '=', ':') }),
				fc.string({ unit: fc.constantFrom('b', '?', '&', '=', "'", '%', '/', ';', ',') }),
			)
			.map(([scheme, path, query]) => `${scheme}${path}?SECRET${query}SECRET`),
		fc.stringMatching(/^[0-9a-fA-F]{32,70}$/),
	);
	const text = fc
		.array(
			fc.tuple(
				fc.oneof(fc.string({ unit: 'binary' }), secret),
				fc.constantFrom(' ', '\n', '"', '<', '>', ' https://'),
			),
		)
		.map((parts) => parts.flat().join(''));

	it('leaves no query string and no key, whatever stands around them', () => {
		fc.assert(
			fc.property(text, (given) => {
				const left = withoutSecrets(given);
				expect(left).not.toContain('SECRET');
				expect(left).not.toMatch(/[0-9a-f]{32}/i);
			}),
			{ numRuns: 500 },
		);
	});

	it('leaves as it is what has no secrets any more', () => {
		fc.assert(
			fc.property(text, (given) => {
				const left = withoutSecrets(given);
				expect(withoutSecrets(left)).toBe(left);
			}),
		);
	});
});

describe('excerpt', () => {
	it('is on one line', () => {
		expect(excerpt('  a\r\n\tb   c\n')).toBe('a b c');
	});

	it('has 200 characters at most', () => {
		expect(excerpt('x'.repeat(200))).toBe('x'.repeat(200));
		expect(excerpt('x'.repeat(201))).toBe(`${'x'.repeat(200)}…`);
	});

	it('is without secrets, also where it is cut', () => {
		expect(excerpt(`${'x'.repeat(180)} ${KEY}`)).toBe(`${'x'.repeat(180)} [hidden]`);
	});
});

describe('shown', () => {
	it.each([
		[undefined, 'undefined'],
		[42, '42'],
		[NaN, 'NaN'],
		[null, 'null'],
		['', '""'],
		['a "b"\n', '"a \\"b\\"\\n"'],
		[true, 'true'],
		[{ a: [1, 'b'] }, '{"a":[1,"b"]}'],
		[[], '[]'],
		[KEY, '"[hidden]"'],
		['x'.repeat(300), `"${'x'.repeat(199)}…`],
	])('%j as %s', (value, expected) => {
		expect(shown(value)).toBe(expected);
	});
});
