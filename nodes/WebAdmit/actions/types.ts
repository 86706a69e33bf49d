import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { Session } from '../session';

/** What an operation gives for one item; the router adds which item it came from. */
export type OperationResult = Array<Pick<INodeExecutionData, 'json' | 'binary'>>;

/** One operation of a resource: a file `<operation>.operation.ts`. */
export interface Operation {
	/** Its entry in the list 'Operation': name, action, description and, as `value`, the name that workflows rely on. */
	option: INodePropertyOptions & { value: string };
	/** Its parameters; when they are shown is added by `resources.ts`. */
	description: INodeProperties[];
	/** Does the work for one item. The items run side by side; what they share is in the session. */
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
}

/** An operation without the texts of its entry: what one function makes for several resources. */
export type OperationOf = Pick<Operation, 'description' | 'execute' | 'finish'>;

/** One resource: a folder with an `index.ts`. */
export interface Resource {
	option: INodePropertyOptions & { value: string };
	/** The operation that is chosen at first. */
	defaultOperation: string;
	operations: Operation[];
}
