import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { CustomField } from '../../api/customFields';
import type { Change } from '../../changes/ChangeKind';
import { changeOfAnswer } from '../../changes/kinds/customFieldAnswers';
import { checkedReading } from '../../changes/checkedReading';
import { isEmpty, listOf, normalized, readFieldValue } from '../../changes/values';
import { ExplainedError, valueInMessage } from '../../errors';
import { isRecord } from '../../json';
import { checkedChoice } from '../../parameters/choices';
import type { Entered } from '../../parameters/Entered';
import { atItem, entered, fromData, isMissing, readOption } from '../../parameters/Entered';
import type { NodeParameters } from '../../parameters/NodeParameters';

/** A custom field, and the value that an item has for it. */
interface Mapped {
	field: CustomField;
	given: Entered;
}

const CLEARS_EMPTY = new Map<unknown, boolean>([
	['ignore', false],
	['clear', true],
]);

/** Makes the function that reads 'Custom Fields' for the items of an execution. */
export function answersReader(context: IExecuteFunctions) {
	const columns = new Set(context.getInputData().flatMap(({ json }) => Object.keys(json)));
	const timeZone = context.getTimezone();

	return (
		parameters: NodeParameters,
		json: IDataObject,
		casId: string,
		fields: CustomField[],
	): Change[] => {
		const emptyValues = readOption(parameters, 'options', 'emptyValues', 'Empty Values', 'ignore');
		const clearsEmpty = checkedChoice(emptyValues, CLEARS_EMPTY);
		// Reads the whole parameter. If only its value were read, n8n would refuse what is accepted here, e.g. 'yes' for a
		// boolean.
		const mapper = parameters.get('customFields', {});
		const isAutomatic = isRecord(mapper) && mapper.mappingMode === 'autoMapInputData';
		const mapped = isAutomatic
			? mappedByLabel(json, columns, fields, parameters)
			: mappedByHand(parameters, mapper, fields);

		return mapped.flatMap(({ field, given }) => {
			if (isEmpty(given.value)) return clearsEmpty ? [changeOfAnswer(casId, field, null)] : [];
			const read = checkedReading(given, readFieldValue(given.value, field, timeZone));
			return [changeOfAnswer(casId, field, read)];
		});
	};
}

/**
 * The values of the columns in the panel. A column that was left empty is not mapped. A column whose expression gives
 * nothing is.
 */
function mappedByHand(
	{ getWritten, itemIndex }: NodeParameters,
	mapper: unknown,
	fields: CustomField[],
): Mapped[] {
	const values = isRecord(mapper) && isRecord(mapper.value) ? mapper.value : {};
	const written = getWritten('customFields', {});
	const writtenValues = isRecord(written) && isRecord(written.value) ? written.value : values;
	const removed = removedColumns(mapper);
	const ids = Object.keys(writtenValues).filter(
		(id) => !isMissing(writtenValues[id]) && !removed.has(id),
	);
	if (ids.length === 0) {
		throw new ExplainedError(`'Custom Fields' is empty${atItem({ itemIndex })}`, {
			description:
				"Enter a value or an expression for at least one custom field, or choose 'Map Automatically' in 'Custom Fields'.",
		});
	}
	return ids.map((id) => {
		const field = fields.find((known) => String(known.id) === id);
		if (field) {
			return { field, given: entered(values[id], writtenValues[id], field.label, itemIndex) };
		}
		throw new ExplainedError(`The program has no custom field ${id}${atItem({ itemIndex })}`, {
			description:
				"Refresh 'Custom Fields' (with the three dots beside it): each program has its own custom fields.",
		});
	});
}

function removedColumns(mapper: unknown): Set<unknown> {
	const schema: unknown[] = isRecord(mapper) && Array.isArray(mapper.schema) ? mapper.schema : [];
	return new Set(
		schema.flatMap((column) => (isRecord(column) && column.removed === true ? [column.id] : [])),
	);
}

/**
 * The fields of an item that have the label of a custom field. Case and white space don't matter.
 *
 * @param columns all fields that occur in any of the items.
 */
function mappedByLabel(
	json: IDataObject,
	columns: ReadonlySet<string>,
	fields: CustomField[],
	item: Pick<NodeParameters, 'itemIndex'>,
): Mapped[] {
	const mapped = new Map<CustomField, { column: string; value: unknown }>();
	for (const column of columns) {
		const field = fieldLabelled(column, fields, item);
		if (!field) continue;
		const other = mapped.get(field);
		const isThere = Object.hasOwn(json, column);
		if (other && isThere && Object.hasOwn(json, other.column)) {
			throw new ExplainedError(
				`${valueInMessage(other.column)} and ${valueInMessage(column)} are both for the custom field '${field.label}'${atItem(item)}`,
				{ description: 'Rename or remove one of them in the node before this one.' },
			);
		}
		if (!other || isThere) mapped.set(field, { column, value: json[column] });
	}
	if (mapped.size > 0) {
		return [...mapped].map(([field, { value }]) => ({
			field,
			given: fromData(value, field.label, item.itemIndex),
		}));
	}
	throw new ExplainedError(`No field of the items has the label of a custom field${atItem(item)}`, {
		description:
			fields.length === 0
				? 'This program has no custom fields.'
				: `Rename fields in the node before this one, or choose 'Map Each Column Manually' in 'Custom Fields'. The custom fields of this program are: ${listOf(fields.map(({ label }) => label))}.`,
	});
}

/**
 * The custom field whose label is the name of the column. Undefined if there is none.
 *
 * @throws ExplainedError if several custom fields have the label.
 */
function fieldLabelled(
	column: string,
	fields: CustomField[],
	item: Pick<NodeParameters, 'itemIndex'>,
): CustomField | undefined {
	const alike = fields.filter(({ label }) => normalized(label) === normalized(column));
	const same = alike.filter(({ label }) => label === column);
	const [found, another] = same.length > 0 ? same : alike;
	if (!another) return found;
	throw new ExplainedError(
		`The program has several custom fields called ${valueInMessage(column)}${atItem(item)}`,
		{
			description:
				"Choose 'Map Each Column Manually' in 'Custom Fields', so that it is clear which one you mean.",
		},
	);
}
