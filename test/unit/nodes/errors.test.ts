import { inspect } from 'node:util';
import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import {
	asNodeError,
	excerpt,
	ExplainedError,
	isPassing,
	messageOf,
	valueInMessage,
	UnsureError,
} from '../../../nodes/WebAdmit/errors';
import { rememberKey } from '../../../nodes/WebAdmit/secrets';

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

describe('UnsureError', () => {
	it.each([
		['Mend it.', 'Mend it. Look first.'],
		['Mend it (soon)', 'Mend it (soon) Look first.'],
		['Mend it', 'Mend it. Look first.'],
	])('says the advice behind %j', (description, said) => {
		const error = new UnsureError(new ExplainedError('It broke', { description }), 'Look first.');
		expect(error).toMatchObject({ message: 'It broke', description: said, advice: 'Look first.' });
	});

	it('is for callers what the error is', () => {
		const more = { httpCode: 429, isPassing: true, retryAt: 42, timesInARow: 3 };
		const error = new UnsureError(
			new ExplainedError('It broke', { description: 'Mend it.', ...more }),
			'Look first.',
		);
		expect(error).toMatchObject(more);
	});
});

describe('isPassing', () => {
	it.each([
		[new ExplainedError('It broke', { description: '', isPassing: true }), true],
		[new ExplainedError('It broke', { description: '' }), false],
		[Object.assign(new Error('It broke'), { isPassing: true }), false],
		[undefined, false],
	])('of %p: %s', (error, expected) => {
		expect(isPassing(error)).toBe(expected);
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

describe('excerpt', () => {
	it('is quick, however long the text is', () => {
		const begin = performance.now();
		expect(excerpt('https:/'.repeat(100_000))).toHaveLength(201);
		expect(performance.now() - begin).toBeLessThan(1_000);
	});

	it('hides a key in a text that is cut within it', () => {
		rememberKey(KEY);
		expect(excerpt(`${' '.repeat(9_980)}${KEY} and more`)).not.toContain(KEY.slice(0, 8));
	});

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

describe('valueInMessage', () => {
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
		expect(valueInMessage(value)).toBe(expected);
	});

	const cyclic: { self?: unknown } = {};
	cyclic.self = cyclic;

	it.each<[string, unknown, string]>([
		[
			'a list in lists, 20,000 deep',
			JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`),
			'object',
		],
		['an object in itself', cyclic, 'object'],
		['a function', () => 1, 'function'],
		['a symbol', Symbol('x'), 'symbol'],
	])('%s by its type only', (_, value, expected) => {
		expect(valueInMessage(value)).toBe(expected);
	});
});
