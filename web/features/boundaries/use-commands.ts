/** Keys of the workspace as what they mean. */
import { type Command, commandOf } from '../../edit/keys.ts'
import { useKeys } from '../../ui/use-keys.ts'

/** `run` says whether the key meant something: then the browser does nothing else with it. */
export const useCommands = (run: (command: Command) => boolean): void =>
  useKeys((pressed) => {
    const command = commandOf(pressed)
    return command !== null && run(command)
  })
