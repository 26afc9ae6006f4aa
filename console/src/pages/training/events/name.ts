/** What is wrong with a name that an event would have; it is part of the link that people open. */
export const nameFault = (name: string): string | false =>
  !name.trim() && 'Give the event a name, such as spring-2027.'
