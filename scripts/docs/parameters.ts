import type {
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	NodeParameterValue,
} from 'n8n-workflow';
import { heading, list, plain, sentence, table } from './markdown';

/** The parameters of a node or a credential, by the names that conditions use. */
type Siblings = INodeProperties[];

type Option = INodePropertyOptions | INodeProperties | INodePropertyCollection;

/** The conditions in `displayOptions.show` of a parameter, without those that its page already meets. */
type Conditions = Array<[name: string, values: NodeParameterValue[]]>;

/** Conditions that a page already meets. */
const PAGE = ['resource', 'operation'];

/**
 * The text of a page about each parameter, in the order in which n8n shows them.
 *
 * @param level of the parameters' headings.
 * @param outer the parameters around a collection, which the conditions inside it refer to.
 * @throws Error for an unknown kind of parameter or condition, which would be missing on the page.
 */
export function parameterBlocks(
	parameters: Siblings,
	level: number,
	outer: Siblings = parameters,
): string[] {
	return parameters.flatMap((parameter) => blocksOf(parameter, level, outer));
}

function blocksOf(parameter: INodeProperties, level: number, siblings: Siblings): string[] {
	const shown = shownWhen(parameter, siblings);
	if (parameter.type === 'notice') {
		const when = shown === undefined ? '' : ` (shown when ${shown})`;
		return [`> **Note**${when}: ${sentence(parameter.displayName)}`];
	}
	const facts = [
		...(parameter.required ? ['Required'] : []),
		...(shown === undefined ? [] : [`Shown when ${shown}`]),
		...modes(parameter),
		...defaults(parameter),
		...bounds(parameter),
		...(parameter.placeholder?.startsWith('e.g. ') && parameter.type === 'string'
			? [`Example: \`${parameter.placeholder.slice('e.g. '.length)}\``]
			: []),
		`Name in a workflow's JSON: \`${parameter.name}\``,
	];
	return [
		heading(level, plain(parameter.displayName)),
		...[parameter.description, parameter.hint].filter((text) => text !== undefined).map(sentence),
		...(parameter.type === 'collection' ? [] : choices(parameter)),
		list(facts),
		...(parameter.type === 'collection'
			? parameterBlocks(fieldsOf(parameter), level + 1, siblings)
			: []),
	];
}

function modes({ type, modes: known = [] }: INodeProperties): string[] {
	if (type !== 'resourceLocator') return [];
	return known.map(({ displayName, type: kind, placeholder }) => {
		if (kind === 'list') return `**${displayName}**: choose one from a list that can be searched`;
		return `**${displayName}**: enter it, or let an expression give it${placeholder === undefined ? '' : ` (${placeholder})`}`;
	});
}

function defaults(parameter: INodeProperties): string[] {
	const { type, default: value } = parameter;
	switch (type) {
		case 'boolean':
			return [`Default: ${value === true ? 'on' : 'off'}`];
		case 'number':
			return [`Default: ${JSON.stringify(value)}`];
		case 'string':
			return [
				typeof value === 'string' && value !== '' ? `Default: \`${value}\`` : 'Default: empty',
			];
		case 'options':
			return [`Default: **${labelOf(parameter, value)}**`];
		case 'multiOptions': {
			const chosen = Array.isArray(value) ? value : [];
			const labels = chosen.map((one) => `**${labelOf(parameter, one)}**`);
			return [`Default: ${labels.length > 0 ? labels.join(', ') : 'none chosen'}`];
		}
		case 'resourceLocator':
			return ['Default: nothing chosen'];
		case 'collection':
			return [];
		case 'resourceMapper':
			return [
				'**Map Each Column Manually**: a value or an expression for each column (the default)',
				'**Map Automatically**: by the names of the fields of each item',
			];
		default:
			throw new Error(`The pages know no parameter of the type ${type} (${parameter.name})`);
	}
}

function bounds({ typeOptions }: INodeProperties): string[] {
	const { minValue, maxValue, password } = typeOptions ?? {};
	return [
		...(minValue === undefined ? [] : [`At least ${minValue}`]),
		...(maxValue === undefined ? [] : [`At most ${maxValue}`]),
		...(password === true ? ['Hidden while you type'] : []),
	];
}

function choices(parameter: INodeProperties): string[] {
	const options = optionsOf(parameter);
	if (options.length === 0) return [];
	// Statuses need no explanation of their own.
	if (options.every(({ description }) => description === undefined)) {
		return [`Choices: ${options.map(({ name }) => `**${plain(name)}**`).join(', ')}.`];
	}
	return [
		table(
			['Choice', 'What it does', 'In JSON'],
			options.map(({ name, description, value }) => [
				`**${plain(name)}**`,
				description === undefined ? '' : sentence(description),
				`\`${String(value)}\``,
			]),
		),
	];
}

const isOption = (option: Option): option is INodePropertyOptions => 'value' in option;

const isField = (option: Option): option is INodeProperties => 'type' in option;

function optionsOf({ options = [] }: INodeProperties): INodePropertyOptions[] {
	return options.filter(isOption);
}

function fieldsOf({ options = [] }: INodeProperties): INodeProperties[] {
	return options.filter(isField);
}

function labelOf(parameter: INodeProperties, value: unknown): string {
	const option = optionsOf(parameter).find((known) => known.value === value);
	if (option) return plain(option.name);
	throw new Error(`'${parameter.displayName}' has no choice ${JSON.stringify(value)}`);
}

/** @returns the condition in words, e.g. "**Return All** is off". Undefined if there is none. */
function shownWhen(parameter: INodeProperties, siblings: Siblings): string | undefined {
	const conditions = conditionsOf(parameter);
	if (conditions.length === 0) return undefined;
	return conditions
		.map(([name, values]) => {
			// A slash leads out of a collection, to the parameters of the node.
			const other = siblings.find((sibling) => sibling.name === name.replace(/^\//, ''));
			if (!other) throw new Error(`'${parameter.name}' depends on '${name}', which is not there`);
			const words = values.map((value) => {
				if (typeof value === 'boolean') return value ? 'on' : 'off';
				return `**${labelOf(other, value)}**`;
			});
			return `**${plain(other.displayName)}** is ${words.join(' or ')}`;
		})
		.join(' and ');
}

/** This understands only one kind of condition: names with lists of values. */
function conditionsOf({ name, type, displayOptions = {} }: INodeProperties): Conditions {
	const { show = {}, hide, ...more } = displayOptions;
	// The editor hides some notices once the user has followed them. Pages always show them.
	const isUnknown = Object.keys(more).length > 0 || (hide !== undefined && type !== 'notice');
	if (isUnknown) throw new Error(`'${name}' is shown in a way unknown here`);
	return Object.entries(show)
		.filter(([other]) => !PAGE.includes(other))
		.map(([other, values = []]) => [
			other,
			values.map((value) => {
				if (typeof value !== 'object' || value === null) return value;
				throw new Error(`'${name}' depends on '${other}' in a way unknown here`);
			}),
		]);
}

/** Whether a parameter is on the page of this operation. */
export function isOn(
	{ displayOptions = {} }: INodeProperties,
	resource: string,
	operation: string,
): boolean {
	const { show = {} } = displayOptions;
	const allows = (values: unknown[] | undefined, value: string) =>
		values === undefined || values.includes(value);
	return allows(show.resource, resource) && allows(show.operation, operation);
}

/** The choices of the parameter that a node has under a name, e.g. its resources. */
export function choicesOf(parameters: Siblings, name: string): INodePropertyOptions[] {
	return parameters.filter((parameter) => parameter.name === name).flatMap(optionsOf);
}
