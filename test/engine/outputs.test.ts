import type { GenericValue, IDataObject } from 'n8n-workflow';
import type { OutputFields } from '../../scripts/docs/outputs';
import { OUTPUTS } from '../../scripts/docs/outputs';
import { useEngine } from './harness';
import { OPERATIONS } from './harness/operations';

/** Each field of an item, with its type, e.g. `pdf_manager_template.id: number`. What is null has no type. */
function typesIn(json: IDataObject): string[] {
	return Object.entries(json).flatMap(([name, value]) => [
		...(value === null ? [] : [`${name}: ${typeof value}`]),
		...(isObject(value) ? typesIn(value).map((inner) => `${name}.${inner}`) : []),
	]);
}

function isObject(value: IDataObject[string] | GenericValue): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typesOf(fields: OutputFields): string[] {
	return Object.entries(fields).flatMap(([name, { type, fields: inner = {} }]) => [
		`${name}: ${type}`,
		...typesOf(inner).map((field) => `${name}.${field}`),
	]);
}

describe('the output', () => {
	const engine = useEngine();

	it.each(OPERATIONS)('has the fields that n8n shows before a run: $name', async (operation) => {
		const { resource = 'exportFile', operation: name } = operation.parameters;
		const { items, error } = await engine.runNode({ parameters: operation.parameters });

		expect(error).toBeUndefined();
		const found = [...new Set(items.flatMap(({ json }) => typesIn(json)))].sort();
		expect(found).toEqual(typesOf(OUTPUTS[String(resource)]?.[String(name)] ?? {}).sort());
	});
});
