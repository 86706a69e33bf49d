import fc from 'fast-check';
import { matchResults } from '../../../../nodes/WebAdmit/changes/matchResults';
import { change, resultOf } from './support';

const REWRITING = { rewritesValues: true };
const KEEPING = { rewritesValues: false };

const OVERRIDDEN = 'A newer update (setting decision_id to 2) is overriding this update';

describe('matchResults', () => {
	const key = fc.record({
		casId: fc.constantFrom('1', '2', '3', '04'),
		target: fc.constantFrom('decision', '4101'),
		value: fc.constantFrom('1', '2', 'nothing'),
	});

	it('finds the result of each change, in whatever order they come', () => {
		fc.assert(
			fc.property(
				fc
					.array(fc.tuple(key, fc.boolean()))
					.chain((all) =>
						fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
					),
				([all, shuffled]) => {
					const changes = all.map(([{ casId, target, value }]) => change(casId, target, value));
					const results = shuffled.map(([of, isGood]) => resultOf(of, ...(isGood ? [] : ['No.'])));

					const matched = matchResults(changes, results, REWRITING);

					expect(
						matched.map((result) => result && [result.casId, result.target, result.value]),
					).toEqual(changes.map(({ casId, target, value }) => [casId, target, value]));
					// Each result is there once.
					expect(new Set(matched).size).toBe(all.length);
				},
			),
		);
	});

	it.each([REWRITING, KEEPING])(
		'never takes the result of one applicant for that of another: %j',
		(kind) => {
			fc.assert(
				fc.property(fc.array(key), fc.array(fc.tuple(key, fc.boolean())), (keys, others) => {
					const changes = keys.map(({ casId, target, value }) => change(casId, target, value));
					const results = others.map(([of, isGood]) => resultOf(of, ...(isGood ? [] : ['No.'])));

					const matched = matchResults(changes, results, kind);
					const taken = new Set(matched);
					for (const [index, result] of matched.entries()) {
						if (!result) continue;
						const asked = changes[index];
						expect(result.casId).toBe(asked?.casId);
						// What went well is only believed where it is what was to be set, or where nothing else can be meant.
						if (result.errors.length > 0) continue;
						expect(result.target).toBe(asked?.target);
						if (result.value === asked?.value) continue;
						expect(kind).toBe(REWRITING);
						const isAbout = ({ casId, target }: { casId: string; target?: string }) =>
							casId === result.casId && target === result.target;
						const others = changes.filter((one, at) => isAbout(one) && !matched[at]);
						expect(others).toEqual([]);
						const left = results.filter((one) => isAbout(one) && !taken.has(one));
						expect(left.filter(({ errors }) => errors.length === 0)).toEqual([]);
					}
				}),
			);
		},
	);

	describe('a value that WebAdMIT has written in another way', () => {
		const written = change('1', '4101', '=Slytherin ');
		const stored = { ...written, value: '=Slytherin' };

		it('is that of the only change that it can be about', () => {
			const other = change('2', '4101', '=Slytherin ');
			const third = change('1', '4102', '=5');

			expect(
				matchResults(
					[written, third, other],
					[resultOf({ ...third, value: '=5.0' }), resultOf(stored)],
					REWRITING,
				),
			).toEqual([resultOf(stored), resultOf({ ...third, value: '=5.0' }), undefined]);
		});

		it('is that of the change that was not overridden', () => {
			const older = change('1', '4101', '=Gryffindor');

			expect(
				matchResults(
					[older, written],
					[resultOf(stored), resultOf(older, OVERRIDDEN)],
					REWRITING,
				).map((result) => result?.errors),
			).toEqual([[OVERRIDDEN], []]);
		});

		it('is that of no change when it can be about either of two', () => {
			const older = change('1', '4101', '=Gryffindor ');

			expect(matchResults([older, written], [resultOf(stored)], REWRITING)).toEqual([
				undefined,
				undefined,
			]);
			expect(matchResults([written], [resultOf(stored), resultOf(stored)], REWRITING)).toEqual([
				undefined,
			]);
		});

		it('is another value where WebAdMIT keeps values as they are', () => {
			expect(matchResults([written], [resultOf(stored)], KEEPING)).toEqual([undefined]);
		});
	});

	it('knows an overridden change, whether its result has the old value or the new one', () => {
		const [older, newer] = [change('1', 'decision', '1'), change('1', 'decision', '2')];
		for (const overridden of [older, newer]) {
			const results = [resultOf(overridden, OVERRIDDEN), resultOf(newer)];
			for (const order of [results, [...results].reverse()]) {
				expect(
					matchResults([older, newer], order, REWRITING).map((result) => result?.errors),
				).toEqual([[OVERRIDDEN], []]);
			}
		}
	});

	it('has the later one of two equal changes count', () => {
		const equal = change('1', 'decision', '1');

		expect(
			matchResults([equal, equal], [resultOf(equal), resultOf(equal, OVERRIDDEN)], REWRITING).map(
				(result) => result?.errors,
			),
		).toEqual([[OVERRIDDEN], []]);
	});

	it('knows a refused change whose result does not say what was to be set', () => {
		const [first, second] = [change('1', '4101', 'a'), change('2', '4101', 'b')];
		const nothing = { target: undefined, value: undefined, output: {} };

		expect(
			matchResults(
				[first, second],
				[
					{ casId: '2', errors: ['No field.'], ...nothing },
					{ casId: '1', errors: ['No applicant.'], ...nothing },
				],
				REWRITING,
			).map((result) => result?.errors),
		).toEqual([['No applicant.'], ['No field.']]);
	});

	it('finds nothing where WebAdMIT says nothing', () => {
		const asked = change('1', 'decision', '1');

		const about = [[], [change('2', 'decision', '1')], [change('1', 'other', '1')]];
		for (const others of about) {
			const results = others.map((other) => resultOf(other));
			expect(matchResults([asked], results, REWRITING)).toEqual([undefined]);
		}
	});
});
