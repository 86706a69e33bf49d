import type {
	IExecuteFunctions,
	IHookFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

/** Gets a parameter by its name; the fallback is for one that the workflow doesn't have. */
export type GetParameter = (name: string, fallback: unknown) => unknown;

/** The parameters of a node, whatever kind of node it is: this is all that readers know of n8n. */
export interface NodeParameters {
	/** The value, which may come from an expression. */
	get: GetParameter;
	/** What the workflow has in its place: an expression is a text that begins with `=`. */
	getWritten: GetParameter;
	/** The item that the values are for; undefined in a trigger, which has none. */
	itemIndex?: number;
}

/** What an operation is set to for one of its items. */
export function parametersOfItem(context: IExecuteFunctions, itemIndex: number): NodeParameters {
	return {
		get: (name, fallback) => context.getNodeParameter(name, itemIndex, fallback),
		getWritten: (name, fallback) =>
			context.getNodeParameter(name, itemIndex, fallback, { rawExpressions: true }),
		itemIndex,
	};
}

/** What a trigger is set to. */
export function parametersOfTrigger(
	context: IHookFunctions | IPollFunctions | IWebhookFunctions,
): NodeParameters {
	return {
		get: (name, fallback) => context.getNodeParameter(name, fallback),
		getWritten: (name, fallback) =>
			context.getNodeParameter(name, fallback, { rawExpressions: true }),
	};
}
