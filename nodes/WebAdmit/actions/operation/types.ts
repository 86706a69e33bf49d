import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { Session } from '../../session';

/** What an operation gives for one item; the router adds which item it came from. */
export type OperationResult = Array<Pick<INodeExecutionData, 'json' | 'binary'>>;

/** The result of one item, where all are dealt with together. */
export type ItemResult = { results: OperationResult } | { error: unknown };

interface Described {
	/** Its parameters; when they are shown is added by `resources.ts`. */
	description: INodeProperties[];
}

/** An operation that deals with each item. The items run side by side; what they share is in the session. */
export interface ItemOperation extends Described {
	execute: (
		context: IExecuteFunctions,
		itemIndex: number,
		session: Session,
	) => Promise<OperationResult>;
	/** What there is to do once all items are through; gets their results and gives what the node puts out. */
	finish?: (
		context: IExecuteFunctions,
		session: Session,
		results: INodeExecutionData[],
	) => Promise<INodeExecutionData[]>;
	executeAll?: undefined;
}

/** An operation that deals with all items together. */
export interface AllItemsOperation extends Described {
	/** The result of each item, in their order. */
	executeAll: (context: IExecuteFunctions, session: Session) => Promise<ItemResult[]>;
}

/** One operation of a resource: a file `<operation>.operation.ts`. */
export type Operation = (ItemOperation | AllItemsOperation) & {
	/** Its entry in the list 'Operation': name, action, description and, as `value`, the name that workflows rely on. */
	option: INodePropertyOptions & { value: string };
};

/** One resource: a folder with an `index.ts`. */
export interface Resource {
	option: INodePropertyOptions & { value: string };
	/** The operation that is chosen at first. */
	defaultOperation: string;
	operations: Operation[];
}
