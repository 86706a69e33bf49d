import type { ICredentialType, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { heading, page, plain, sentence, table } from './markdown';
import type { OutputFields } from './outputs';
import { OUTPUTS } from './outputs';
import { choicesOf, isOn, parameterBlocks } from './parameters';

/** The folder of the pages, from the root of the repository. Nothing else is in it. */
export const FOLDER = 'docs/operations';

const MADE =
	'<!-- Made from the descriptions in the code by `npm run docs`. Change those, not this page. -->';

const ALL = '[All operations](README.md)';

const OUTPUT =
	'One item for each result, with these fields. Fields that WebAdMIT adds are passed on. What a status means: [output](../output-and-errors.md#statuses).';

const MORE = 'When something goes wrong: [troubleshooting](../troubleshooting.md).';

interface OperationPage {
	file: string;
	resource: string;
	name: string;
	action: string;
	description: string;
	parameters: INodeProperties[];
	output: OutputFields;
}

/** The descriptions that n8n shows. */
export interface Shown {
	node: INodeTypeDescription;
	trigger: INodeTypeDescription;
	pollingTrigger: INodeTypeDescription;
	credential: ICredentialType;
}

/**
 * The pages about the operations, the triggers and the credential.
 *
 * @returns the content of each file of {@link FOLDER}, by its name.
 */
export function renderPages({
	node,
	trigger,
	pollingTrigger,
	credential,
}: Shown): Map<string, string> {
	const operations = operationPages(node);
	return new Map([
		['README.md', indexPage(operations)],
		...operations.map((operation): [string, string] => [operation.file, operationPage(operation)]),
		['webadmit-trigger.md', triggerPage(trigger, TRIGGER)],
		['webadmit-polling-trigger.md', triggerPage(pollingTrigger, POLLING_TRIGGER)],
		['webadmit-api-credential.md', credentialPage(credential)],
	]);
}

function operationPages({ properties }: INodeTypeDescription): OperationPage[] {
	return choicesOf(properties, 'resource').flatMap((resource) => {
		const ofResource = properties.filter(
			({ name, displayOptions }) =>
				name === 'operation' && displayOptions?.show?.resource?.includes(resource.value),
		);
		return choicesOf(ofResource, 'operation').map(
			({ name, value, action = '', description = '' }) => ({
				file: `${slug(resource.name)}-${slug(name)}.md`,
				resource: resource.name,
				name,
				action,
				description,
				parameters: properties.filter(
					(parameter) =>
						!['resource', 'operation'].includes(parameter.name) &&
						isOn(parameter, String(resource.value), String(value)),
				),
				output: outputOf(String(resource.value), String(value)),
			}),
		);
	});
}

function outputOf(resource: string, operation: string): OutputFields {
	const output = OUTPUTS[resource]?.[operation];
	if (!output)
		throw new Error(`scripts/docs/outputs.ts says nothing of ${operation} of ${resource}`);
	return output;
}

/** A row for each field. The fields of an object, or of the entries of a list, follow it. */
function fieldRows(fields: OutputFields, parent = ''): string[][] {
	return Object.entries(fields).flatMap(([name, { type, description, fields: inner = {} }]) => [
		[`\`${parent}${name}\``, type, description],
		...fieldRows(inner, `${parent}${name}${type === 'array' ? '[]' : ''}.`),
	]);
}

function slug(name: string): string {
	return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

function operationPage(operation: OperationPage): string {
	const { resource, name, action, description, parameters, output } = operation;
	return page([
		MADE,
		heading(1, `${plain(resource)}: ${plain(name)}`),
		sentence(description),
		`In n8n: the node **WebAdMIT**, found in the nodes panel as **${plain(action)}**. In the node itself, **Resource** is **${plain(resource)}** and **Operation** is **${plain(name)}**.`,
		heading(2, 'Parameters'),
		...parameterBlocks(parameters, 3),
		heading(2, 'Output'),
		OUTPUT,
		table(['Field', 'Type', 'What it is'], fieldRows(output)),
		heading(2, 'More'),
		MORE,
		ALL,
	]);
}

/** Not the description of the trigger, which n8n also shows for the node WebAdMIT. */
const TRIGGER =
	'Starts a workflow when WebAdMIT calls back because a run has finished. It gives the run or batch; get its files with the operation Download.';

const POLLING_TRIGGER =
	'Starts a workflow when runs have finished, no matter who started them. It checks WebAdMIT on a schedule, so it works behind any firewall. It gives the runs; get their files with the operation Download.';

function triggerPage({ displayName, properties }: INodeTypeDescription, about: string): string {
	return page([
		MADE,
		heading(1, plain(displayName)),
		about,
		heading(2, 'Parameters'),
		...parameterBlocks(properties, 3),
		heading(2, 'More'),
		`How to set it up, and how it behaves: [triggers](../triggers.md#${slug(displayName)}). When it does not start: [troubleshooting](../troubleshooting.md).`,
		ALL,
	]);
}

function credentialPage({ displayName, properties, test }: ICredentialType): string {
	const refusals = (test?.rules ?? []).flatMap((rule) =>
		rule.type === 'responseCode' ? [sentence(rule.properties.message)] : [],
	);
	return page([
		MADE,
		heading(1, `Credential: ${plain(displayName)}`),
		'Which WebAdMIT the nodes work with, and the key for it.',
		heading(2, 'Fields'),
		...parameterBlocks(properties, 3),
		heading(2, 'When you save it'),
		'n8n asks WebAdMIT for your identities. When WebAdMIT refuses the key, n8n says:',
		...refusals.map((text) => `> ${text}`),
		heading(2, 'More'),
		'Where the key goes, and where it does not: [security](../security.md).',
		ALL,
	]);
}

function indexPage(operations: OperationPage[]): string {
	return page([
		MADE,
		heading(1, 'Operations'),
		'Everything that can be chosen in the nodes, with the words that n8n shows.',
		heading(2, 'Node WebAdMIT'),
		table(
			['Resource', 'Operation', 'In the nodes panel', 'What it does'],
			operations.map(({ file, resource, name, action, description }) => [
				plain(resource),
				`[${plain(name)}](${file})`,
				plain(action),
				sentence(description),
			]),
		),
		heading(2, 'Triggers and credential'),
		table(
			['Page', 'What it is about'],
			[
				['[WebAdMIT Trigger](webadmit-trigger.md)', TRIGGER],
				['[WebAdMIT Polling Trigger](webadmit-polling-trigger.md)', POLLING_TRIGGER],
				[
					'[WebAdMIT API](webadmit-api-credential.md)',
					'The credential: which WebAdMIT, and the key for it.',
				],
			],
		),
	]);
}
