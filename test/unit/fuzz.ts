import fc from 'fast-check';
import { ExplainedError } from '../../nodes/WebAdmit/errors';

/** How many inputs each property gets. `npm test` takes few; docs/maintaining.md says how to take a million. */
const INPUTS = Number(process.env.FUZZ_INPUTS ?? 400);

/** Milliseconds that one input may take. Whatever takes longer would keep n8n from everything else. */
const LONGEST = 3_000;

/** Jest's own limit would end a long look. */
export const NO_TIMEOUT = 24 * 3_600_000;

/**
 * Holds a property against many inputs. Whatever takes too long breaks it, too.
 *
 * @param examples inputs that always come first. A test that counts what it gets to see counts these for certain.
 */
export function fuzz<T>(
	inputs: fc.Arbitrary<T>,
	holds: (input: T) => void,
	examples: T[] = [],
): void {
	const property = fc.property(inputs, (input) => {
		const begin = process.cpuUsage();
		holds(input);
		assertQuick(begin);
	});
	report(fc.check(property, settings(examples)));
}

/** The same for what gives a promise. */
export async function fuzzAsync<T>(
	inputs: fc.Arbitrary<T>,
	holds: (input: T) => Promise<void>,
	examples: T[] = [],
): Promise<void> {
	const property = fc.asyncProperty(inputs, async (input) => {
		const begin = process.cpuUsage();
		await holds(input);
		assertQuick(begin);
	});
	const details = await fc.check(property, settings(examples));
	report(details);
}

const settings = <T>(examples: T[]): fc.Parameters<[T]> => ({
	numRuns: INPUTS,
	examples: examples.map((example) => [example]),
});

/** Characters of a report: some inputs are long. */
const READABLE = 2_000;

function report<T>(details: fc.RunDetails<T>): void {
	if (!details.failed) return;
	const { counterexample, seed, counterexamplePath, errorInstance } = details;
	const input = JSON.stringify(counterexample).slice(0, READABLE);
	throw new Error(`Seed ${seed}, path "${counterexamplePath}", input ${input}`, {
		cause: errorInstance,
	});
}

/** Counts the time of the processor: on a machine that is busy or asleep, more than that goes by. */
function assertQuick(begin: NodeJS.CpuUsage): void {
	const { user, system } = process.cpuUsage(begin);
	const took = (user + system) / 1_000;
	if (took > LONGEST) throw new Error(`It took ${took.toFixed()} ms`);
}

/** What a task gives; undefined where it ends with an error in words for users. Any other error is passed on. */
export function unlessExplained<T>(task: () => T): T | undefined {
	try {
		return task();
	} catch (error) {
		explained(error);
		return undefined;
	}
}

/** Throws every error but one in words for users. */
export function explained(error: unknown): void {
	if (!(error instanceof ExplainedError)) throw error;
	expect(error.message.trim()).not.toBe('');
	expect(error.description.trim()).not.toBe('');
}

/** JSON that is as deep as this. */
const deep = fc
	.tuple(
		fc.constantFrom(['[', ']'], ['{"a":', '}']),
		fc.oneof({ weight: 20, arbitrary: fc.nat(500) }, { weight: 1, arbitrary: fc.constant(20_000) }),
	)
	.map(([[begin = '', end = ''], depth]) => `${begin.repeat(depth)}0${end.repeat(depth)}`);

/** What nobody expects where something is expected, written as JSON. */
const odd = fc.oneof(
	{ weight: 6, arbitrary: fc.json({ maxDepth: 2 }) },
	{
		weight: 6,
		arbitrary: fc.constantFrom(
			// Good IDs and statuses, where others are expected.
			...['7', '8', '"8"', '12', '"12"', '"Available"', '"failed"', '"In Progress"'],
			'null',
			'true',
			'0',
			'-1',
			'0.5',
			'1e400',
			'9007199254740993',
			'""',
			'" "',
			'"0"',
			'"-1"',
			'"1e3"',
			'"\\u0000"',
			'"\\ud800"',
			'"__proto__"',
			'"SUCCESS WITH ERRORS"',
			'[]',
			'{}',
			'[[]]',
			'[null]',
			'{"__proto__":{"id":1}}',
			'{"constructor":null,"toString":1,"valueOf":null}',
			'{"length":-1}',
			`"${'9'.repeat(400)}"`,
			`"${'a '.repeat(500)}"`,
			`"${'https:/'.repeat(500)}"`,
		),
	},
	{ weight: 1, arbitrary: deep },
);

/** What is done to one part of a JSON value: which part it is, how it is changed, and with what. */
const change = fc.record({
	part: fc.nat(),
	how: fc.constantFrom('replace', 'remove', 'wrap', 'repeat', 'rename'),
	odd,
});

/** What is not expected at all, and what is but for a few changes. As JSON. */
export const nearly = (...valid: unknown[]): fc.Arbitrary<string> =>
	fc.oneof(
		{ weight: 1, arbitrary: odd },
		{
			weight: 8,
			arbitrary: fc
				.tuple(fc.constantFrom(...valid), fc.array(change, { maxLength: 4 }))
				.map(([value, changes]) =>
					changes.reduce((json, { part, how, odd: other }) => {
						const pieces = partsOf(json);
						const piece = pieces[part % pieces.length];
						return piece ? changed(json, piece, how, other) : json;
					}, JSON.stringify(value)),
				),
		},
	);

interface Piece {
	from: number;
	to: number;
}

/** Where the values in a JSON text are: texts, numbers, words, lists and objects, from outside in. */
function partsOf(json: string): Piece[] {
	const pieces: Piece[] = [];
	const open: number[] = [];
	for (const { 0: token, index } of json.matchAll(/"(?:[^"\\]|\\.)*"|[^\s"[\]{},:]+|[[\]{}]/g)) {
		if (token === '[' || token === '{') open.push(index);
		else if (token === ']' || token === '}') pieces.push({ from: open.pop() ?? 0, to: index + 1 });
		else pieces.push({ from: index, to: index + token.length });
	}
	return pieces;
}

function changed(json: string, { from, to }: Piece, how: string, other: string): string {
	const value = json.slice(from, to);
	const isName = json[to] === ':';
	const text = () => {
		if (isName || how === 'rename') return JSON.stringify(`${other.slice(0, 20)}x`);
		if (how === 'remove') return 'null';
		if (how === 'wrap') return `[${value}]`;
		return how === 'repeat' && value.length < 2_000 ? `[${value},${value},${other}]` : other;
	};
	return json.slice(0, from) + text() + json.slice(to);
}
