import fc from 'fast-check';
import { matchResults } from '../../../../nodes/WebAdmit/changes/matchResults';
import { change, resultOf } from './support';

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

					const matched = matchResults(changes, results);

					expect(
						matched.map((result) => result && [result.casId, result.target, result.value]),
					).toEqual(changes.map(({ casId, target, value }) => [casId, target, value]));
					// Each result is there once.
					expect(new Set(matched).size).toBe(all.length);
				},
			),
		);
	});

	it('never takes the result of one applicant for that of another', () => {
		fc.assert(
			fc.property(fc.array(key), fc.array(fc.tuple(key, fc.boolean())), (keys, others) => {
				const changes = keys.map(({ casId, target, value }) => change(casId, target, value));
				const results = others.map(([of, isGood]) => resultOf(of, ...(isGood ? [] : ['No.'])));

				for (const [index, result] of matchResults(changes, results).entries()) {
					if (!result) continue;
					expect(result.casId).toBe(changes[index]?.casId);
					// What went well is only believed where it is what was to be set.
					if (result.errors.length > 0) continue;
					expect(result).toMatchObject({
						target: changes[index]?.target,
						value: changes[index]?.value,
					});
				}
			}),
		);
	});

	it('knows an overridden change, whether its result has the old value or the new one', () => {
		const [older, newer] = [change('1', 'decision', '1'), change('1', 'decision', '2')];
		for (const overridden of [older, newer]) {
			const results = [resultOf(overridden, OVERRIDDEN), resultOf(newer)];
			for (const order of [results, [...results].reverse()]) {
				expect(matchResults([older, newer], order).map((result) => result?.errors)).toEqual([
					[OVERRIDDEN],
					[],
				]);
			}
		}
	});

	it('has the later one of two equal changes count', () => {
		const equal = change('1', 'decision', '1');

		expect(
			matchResults([equal, equal], [resultOf(equal), resultOf(equal, OVERRIDDEN)]).map(
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
			).map((result) => result?.errors),
		).toEqual([['No applicant.'], ['No field.']]);
	});

	it('finds nothing where WebAdMIT says nothing', () => {
		const asked = change('1', 'decision', '1');

		expect(matchResults([asked], [])).toEqual([undefined]);
		expect(matchResults([asked], [resultOf(change('2', 'decision', '1'))])).toEqual([undefined]);
		expect(matchResults([asked], [resultOf(change('1', 'decision', '3'))])).toEqual([undefined]);
	});
});
