import fc from 'fast-check';
import { entered, isMissing, locatorValue } from '../../../nodes/WebAdmit/parameters/Entered';
import { checkedId } from '../../../nodes/WebAdmit/parameters/ids';
import { explanation, thrownBy } from './explanation';

describe('locatorValue', () => {
	it.each([
		[{ __rl: true, mode: 'list', value: 86446 }, 86446],
		[{ __rl: true, mode: 'id', value: '86446' }, '86446'],
		[{ __rl: true, mode: 'list', value: '' }, ''],
		[{ __rl: true, mode: 'list', value: undefined }, undefined],
		// As written by hand.
		[{ mode: 'id', value: 86446 }, 86446],
	])('is the value inside of the locator %j', (locator, value) => {
		expect(locatorValue(locator)).toBe(value);
	});

	it.each([86446, '86446', '', null, undefined, ['__rl']])(
		'is %j itself where that took the place of the locator',
		(value) => {
			expect(locatorValue(value)).toBe(value);
		},
	);

	it('is an object itself that is no locator', () => {
		for (const value of [{ value: 86446 }, { mode: 'id' }, { __rl: true }]) {
			expect(locatorValue(value)).toBe(value);
		}
	});
});

/** The ID in a field that it was entered in. */
const idIn = (value: unknown, label: string, itemIndex?: number) =>
	checkedId(entered(value, value, label, itemIndex));

describe('checkedId', () => {
	it.each([
		[86446, 86446],
		['86446', 86446],
		[1, 1],
	])('%j is %d', (value, id) => {
		expect(idIn(value, 'Export', 0)).toBe(id);
	});

	it.each(['', null, undefined])('says that %j is empty', (value) => {
		expect(explanation(thrownBy(() => idIn(value, 'User Identity', 2)))).toEqual({
			message: "'User Identity' is empty [Item 2]",
			description:
				"Choose an entry from the list in 'User Identity', or enter its ID. If the value comes from an expression, check that the previous node gives it for every item.",
		});
	});

	it.each([
		[0, '0'],
		[-5, '-5'],
		[1.5, '1.5'],
		[NaN, 'NaN'],
		['abc', '"abc"'],
		[' 86446', '" 86446"'],
		['86446/../1', '"86446/../1"'],
		[' ', '" "'],
		[false, 'false'],
		[[86446], '[86446]'],
		[{ id: 86446 }, '{"id":86446}'],
		['0123456789abcdef0123456789abcdef', '"[hidden]"'],
	])('says what is wrong with %j', (value, shown) => {
		expect(explanation(thrownBy(() => idIn(value, 'Export', 0)))).toEqual({
			message: `'Export' must be a positive whole number, but it is ${shown} [Item 0]`,
			description:
				"Choose an entry from the list in 'Export', or enter the ID as WebAdMIT gives it, e.g. 86446, without spaces or other characters.",
		});
	});

	it('names no item where there is none', () => {
		expect(explanation(thrownBy(() => idIn('', 'Export'))).message).toBe("'Export' is empty");
		expect(explanation(thrownBy(() => idIn('x', 'Export'))).message).toBe(
			`'Export' must be a positive whole number, but it is "x"`,
		);
	});

	it('lets nothing pass but a positive whole number, and explains every other value', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				let id: number;
				try {
					id = idIn(value, 'Export', 0);
				} catch (error) {
					expect(explanation(error).message).toMatch(/^'Export' .* \[Item 0\]$/);
					return;
				}
				expect(Number.isSafeInteger(id) && id > 0).toBe(true);
			}),
		);
	});
});

describe('isMissing', () => {
	it.each([undefined, null, ''])('%j is nothing', (value) => {
		expect(isMissing(value)).toBe(true);
	});

	it.each([0, false, ' ', NaN, [], {}])('%j is something', (value) => {
		expect(isMissing(value)).toBe(false);
	});
});
