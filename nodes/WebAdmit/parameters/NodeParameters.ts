import type {
	IExecuteFunctions,
	IHookFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

/** Gets a parameter by its name. The fallback is for a parameter that the workflow doesn't have. */
export type GetParameter = (name: string, fallback: unknown) => unknown;

/** The parameters of any node. Functions that read parameters know nothing else about n8n. */
export interface NodeParameters {
	/** The value, which may come from an expression. */
	get: GetParameter;
	/** The same as the workflow has it: an expression is a text that begins with `=`. */
	getWritten: GetParameter;
	/** The item that the values are for. Undefined in a trigger, which has no items. */
	itemIndex?: number;
}

/** The parameters of an operation for one item. */
export function parametersOfItem(context: IExecuteFunctions, itemIndex: number): NodeParameters {
	return {
		get: (name, fallback) => context.getNodeParameter(name, itemIndex, fallback),
		getWritten: (name, fallback) =>
			context.getNodeParameter(name, itemIndex, fallback, { rawExpressions: true }),
		itemIndex,
	};
}

/** The parameters of a trigger. */
export function parametersOfTrigger(
	context: IHookFunctions | IPollFunctions | IWebhookFunctions,
): NodeParameters {
	return {
		get: (name, fallback) => context.getNodeParameter(name, fallback),
		getWritten: (name, fallback) =>
			context.getNodeParameter(name, fallback, { rawExpressions: true }),
	};
}
