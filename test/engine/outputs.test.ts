import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { OutputFields } from '../../scripts/docs/outputs';
import { OUTPUTS } from '../../scripts/docs/outputs';
import { useEngine } from './harness';
import { OPERATIONS } from './harness/operations';

/** Each field of an item, with its type, e.g. `decision.id: number`. What is null has any type. */
function typesIn(json: IDataObject): string[] {
	return Object.entries(json).flatMap(([name, value]) => [
		`${name}: ${value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value}`,
		...[value].flat().flatMap((entry) => (isObject(entry) ? under(name, typesIn(entry)) : [])),
	]);
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const under = (name: string, fields: string[]) => fields.map((field) => `${name}.${field}`);

function typesOf(fields: OutputFields): string[] {
	return Object.entries(fields).flatMap(([name, { type, fields: inner = {} }]) => [
		`${name}: ${type}`,
		...under(name, typesOf(inner)),
	]);
}

function outputOf({ resource, operation }: INodeParameters): OutputFields {
	const ofResource = OUTPUTS[typeof resource === 'string' ? resource : 'exportFile'];
	return (typeof operation === 'string' && ofResource?.[operation]) || {};
}

const TYPES = ['number', 'string', 'boolean', 'object', 'array', 'any'];

/** Names of the fields that are in no other. Those in another are missing where it is null. */
const topFields = (fields: string[]) => new Set(fields.map((field) => field.replace(/[.:].*/, '')));

describe('the output', () => {
	const engine = useEngine();

	it.each(OPERATIONS)('has the fields that n8n shows before a run: $name', async (operation) => {
		const { parameters, items: input } = operation;
		const { items, error } = await engine.runNode({ parameters, items: input });

		expect(error).toBeUndefined();
		expect(items.length).toBeGreaterThan(0);
		const said = new Set(typesOf(outputOf(parameters)));
		const isSaid = (field: string) => {
			const [path = '', type] = field.split(': ');
			const types = type === 'null' ? TYPES : [type, 'any'];
			return types.some((known) => said.has(`${path}: ${known}`));
		};
		const found = [...new Set(items.flatMap(({ json }) => typesIn(json)))];
		expect(found.filter((field) => !isSaid(field))).toEqual([]);
		expect(topFields(found)).toEqual(topFields([...said]));
	});
});
