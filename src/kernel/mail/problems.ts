import { type Problem, problem } from '../problem.ts'

/** Every sentence that a person can read from this room. */
export const mailProblems = {
  notFound: (): Problem => problem('not_found', 404, 'There is no such mail.'),
  noServer: (): Problem =>
    problem('no_mail_server', 409, 'No mail server is set. Set ATELIER_SMTP_URL and start again.'),
  notWaiting: (): Problem =>
    problem('mail_not_waiting', 409, 'This mail was sent already, or is on its way. There is nothing to do.'),
  noAddress: (): Problem =>
    problem('no_address', 409, 'Your account has no e-mail address. Put one into your profile first.'),
}
