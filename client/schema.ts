// Made from /openapi.json by `npm run client`.
export interface paths {
    "/api/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts; those that went into others only when they are asked for */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    group?: number;
                    kind?: "person" | "service";
                    limit?: number;
                    search?: string;
                    service?: string;
                    sort?: "created" | "name" | "seen";
                    state?: "active" | "disabled" | "merged";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                administrator: boolean;
                                /** Format: date-time */
                                createdAt: string;
                                disabled: boolean;
                                email: string | null;
                                firstName: string;
                                groups: {
                                    id: number;
                                    name: string;
                                }[];
                                id: number;
                                kind: "person" | "service";
                                lastName: string;
                                lastSeenAt: string | null;
                                lastSignInAt: string | null;
                                name: string;
                                /** @description Where they have a role, of their own or by a group */
                                services: string[];
                            }[];
                            next: number | null;
                            total: {
                                count: number;
                                /** @description False when there are more than are counted */
                                exact: boolean;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Make an account */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        administrator?: boolean;
                        email?: string;
                        firstName?: string;
                        kind?: "person" | "service";
                        lastName?: string;
                        name: string;
                        password?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            administrator: boolean;
                            /** Format: date-time */
                            createdAt: string;
                            disabled: boolean;
                            email: string | null;
                            firstName: string;
                            id: number;
                            kind: "person" | "service";
                            lastName: string;
                            lastSignInAt: string | null;
                            name: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One account, with its own roles and those that it has by groups */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            administrator: boolean;
                            /** Format: date-time */
                            createdAt: string;
                            disabled: boolean;
                            disabledAt: string | null;
                            disabledReason: string | null;
                            email: string | null;
                            firstName: string;
                            groups: {
                                id: number;
                                name: string;
                            }[];
                            hasPassword: boolean;
                            id: number;
                            kind: "person" | "service";
                            lastName: string;
                            lastSignInAt: string | null;
                            mergedInto: {
                                id: number;
                                name: string;
                            } | null;
                            name: string;
                            /** @description The account of the operating system that their sessions and runs are started as */
                            osAccount: string | null;
                            ownRoles: string[];
                            roles: string[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change an account; a disabled one is signed out everywhere. The reason stays in the journal */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        administrator?: boolean;
                        disabled?: boolean;
                        email?: string | null;
                        firstName?: string;
                        lastName?: string;
                        reason?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            administrator: boolean;
                            /** Format: date-time */
                            createdAt: string;
                            disabled: boolean;
                            email: string | null;
                            firstName: string;
                            id: number;
                            kind: "person" | "service";
                            lastName: string;
                            lastSignInAt: string | null;
                            name: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/accounts/{id}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What stands in the way of erasing a person, and what would stay */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Until when scheduled backups still hold what is erased now */
                            backupsUntil: string | null;
                            /** @description Why it cannot be done yet, and what to do */
                            obstacles: string[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Erase a person: it cannot be undone */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Until when scheduled backups still hold what is erased now */
                            backupsUntil: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{id}/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove the second steps of somebody who has lost them; the person is told */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{id}/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Outside identities of an account */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** Format: date-time */
                                createdAt: string;
                                id: number;
                                issuer: string;
                                subject: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Link an outside identity by its number there: whoever has it may come in */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        subject: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{id}/identities/{identity}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Unlink an outside identity */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    identity: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What merging another account into this one would do */
        get: {
            parameters: {
                query: {
                    from: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description The address that the account that stays gets, when it has none */
                            email: string | null;
                            from: {
                                administrator: boolean;
                                /** Format: date-time */
                                createdAt: string;
                                disabled: boolean;
                                email: string | null;
                                firstName: string;
                                id: number;
                                kind: "person" | "service";
                                lastName: string;
                                lastSignInAt: string | null;
                                name: string;
                            };
                            losesAdministrator: boolean;
                            moves: {
                                count: number;
                                what: string;
                            }[];
                            to: {
                                administrator: boolean;
                                /** Format: date-time */
                                createdAt: string;
                                disabled: boolean;
                                email: string | null;
                                firstName: string;
                                id: number;
                                kind: "person" | "service";
                                lastName: string;
                                lastSignInAt: string | null;
                                name: string;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Merge another account into this one; the other one stays behind, closed for good */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        from: number;
                        reason?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            administrator: boolean;
                            /** Format: date-time */
                            createdAt: string;
                            disabled: boolean;
                            email: string | null;
                            firstName: string;
                            id: number;
                            kind: "person" | "service";
                            lastName: string;
                            lastSignInAt: string | null;
                            name: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{id}/os-account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Say as which account of the operating system somebody’s sessions and runs are started */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description As the operating system writes it */
                        name: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description As the operating system writes it */
                            name: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        /** Take it away: what they start runs as the account that is meant for all */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set a password; every sign-in of the account ends */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        password: string;
                    };
                };
            };
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{id}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send an account a link to a new password */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set the own roles of an account */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        roles: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            roles: string[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where an account is signed in */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                address: string | null;
                                /** @description In words, such as Firefox on Linux */
                                browser: string | null;
                                /** Format: date-time */
                                createdAt: string;
                                /** @description The one that asks */
                                current: boolean;
                                id: number;
                                /** Format: date-time */
                                lastSeenAt: string;
                                userAgent: string | null;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        /** Sign an account out everywhere */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{id}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an API token for a service account; its value is shown this once */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** Format: date-time */
                        expiresAt?: string;
                        name: string;
                        scopes: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            account: {
                                id: number;
                                name: string;
                            };
                            /** Format: date-time */
                            createdAt: string;
                            expiresAt: string | null;
                            id: number;
                            lastUsedAt: string | null;
                            name: string;
                            prefix: string;
                            revokedAt: string | null;
                            scopes: string[];
                        } & {
                            token: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many people, service accounts, groups and tokens that open something there are */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            groups: {
                                count: number;
                                /** @description False when there are more than are counted */
                                exact: boolean;
                            };
                            people: {
                                count: number;
                                /** @description False when there are more than are counted */
                                exact: boolean;
                            };
                            services: {
                                count: number;
                                /** @description False when there are more than are counted */
                                exact: boolean;
                            };
                            tokens: {
                                count: number;
                                /** @description False when there are more than are counted */
                                exact: boolean;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Backups, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                bytes: number | null;
                                damagedFiles: number;
                                endedAt: string | null;
                                error: string | null;
                                file: string;
                                files: number | null;
                                id: number;
                                origin: "scheduled" | "asked";
                                progress: string | null;
                                rehearsal: {
                                    /** Format: date-time */
                                    at: string;
                                    ok: boolean;
                                    words: string;
                                } | null;
                                rows: number | null;
                                /** Format: date-time */
                                startedAt: string;
                                state: "waiting" | "running" | "good" | "incomplete" | "damaged" | "failed";
                                verifiedAt: string | null;
                                /** @description The secret key is in it, sealed by the passphrase */
                                withKey: boolean;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Make a backup now, in the background. It stays until somebody removes it */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bytes: number | null;
                            damagedFiles: number;
                            endedAt: string | null;
                            error: string | null;
                            file: string;
                            files: number | null;
                            id: number;
                            origin: "scheduled" | "asked";
                            progress: string | null;
                            rehearsal: {
                                /** Format: date-time */
                                at: string;
                                ok: boolean;
                                words: string;
                            } | null;
                            rows: number | null;
                            /** Format: date-time */
                            startedAt: string;
                            state: "waiting" | "running" | "good" | "incomplete" | "damaged" | "failed";
                            verifiedAt: string | null;
                            /** @description The secret key is in it, sealed by the passphrase */
                            withKey: boolean;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a backup; the last good one stays */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file of a backup, also by ranges; that somebody took it is in the journal */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups/{id}/rehearse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a backup restored beside the server, compared, and thrown away */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a backup read from end to end */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the backups stand: the last good one, the next one */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Whether the server makes backups at their times */
                            enabled: boolean;
                            folder: string;
                            keep: {
                                daily: number;
                                monthly: number;
                                weekly: number;
                            };
                            lastFailure: string | null;
                            lastGood: {
                                bytes: number | null;
                                damagedFiles: number;
                                endedAt: string | null;
                                error: string | null;
                                file: string;
                                files: number | null;
                                id: number;
                                origin: "scheduled" | "asked";
                                progress: string | null;
                                rehearsal: {
                                    /** Format: date-time */
                                    at: string;
                                    ok: boolean;
                                    words: string;
                                } | null;
                                rows: number | null;
                                /** Format: date-time */
                                startedAt: string;
                                state: "waiting" | "running" | "good" | "incomplete" | "damaged" | "failed";
                                verifiedAt: string | null;
                                /** @description The secret key is in it, sealed by the passphrase */
                                withKey: boolean;
                            } | null;
                            nextAt: string | null;
                            /** @description Nothing good within the hours of the settings */
                            overdue: boolean;
                            rehearsal: {
                                /** Format: date-time */
                                at: string;
                                ok: boolean;
                                words: string;
                            } | null;
                            running: {
                                bytes: number | null;
                                damagedFiles: number;
                                endedAt: string | null;
                                error: string | null;
                                file: string;
                                files: number | null;
                                id: number;
                                origin: "scheduled" | "asked";
                                progress: string | null;
                                rehearsal: {
                                    /** Format: date-time */
                                    at: string;
                                    ok: boolean;
                                    words: string;
                                } | null;
                                rows: number | null;
                                /** Format: date-time */
                                startedAt: string;
                                state: "waiting" | "running" | "good" | "incomplete" | "damaged" | "failed";
                                verifiedAt: string | null;
                                /** @description The secret key is in it, sealed by the passphrase */
                                withKey: boolean;
                            } | null;
                            sentence: string;
                            warnAfterHours: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file as it was sent */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/grants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraw a grant */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/imports/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the last import of a project back, while nothing has come of it */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/issuer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The master TOKEN, which issues grants for every project */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            token: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/issuer/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the master TOKEN and make a new one */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            token: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/participants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One participant */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            activitiesDone: number;
                            answers: number;
                            code: string;
                            email: string | null;
                            firstAt: string | null;
                            id: number;
                            language: string | null;
                            lastAt: string | null;
                            linkExpiresAt: string | null;
                            mailedAt: string | null;
                            note: string | null;
                            remindedAt: string | null;
                            /** @enum {unknown} */
                            state: "no-link" | "unused" | "partial" | "complete" | "expired" | "revoked" | "withdrawn";
                            submissions: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        /** Take somebody off the list of whom nothing has come */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        /** Change how a participant is reached */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        email?: string | null;
                        language?: string | null;
                        note?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            activitiesDone: number;
                            answers: number;
                            code: string;
                            email: string | null;
                            firstAt: string | null;
                            id: number;
                            language: string | null;
                            lastAt: string | null;
                            linkExpiresAt: string | null;
                            mailedAt: string | null;
                            note: string | null;
                            remindedAt: string | null;
                            /** @enum {unknown} */
                            state: "no-link" | "unused" | "partial" | "complete" | "expired" | "revoked" | "withdrawn";
                            submissions: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/collection/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My projects with how much came in, oldest first */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    limit?: number;
                    search?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                activities: string[];
                                closed: boolean;
                                complete: number;
                                contact: string | null;
                                /** Format: date-time */
                                createdAt: string;
                                description: string | null;
                                grants: number;
                                id: number;
                                keepAddress: boolean;
                                lastAt: string | null;
                                linkDays: number;
                                /** @description The name of its folder, which stays */
                                name: string;
                                participants: number;
                                protocolUrl: string | null;
                                /** @description Whether a closed one takes no submissions either */
                                refuseWhenClosed: boolean;
                                retention: string | null;
                                /** @enum {unknown} */
                                role: "owner" | "manager" | "coordinator";
                                submissions: number;
                                title: string;
                                /** @description What the submissions come to: slices of one file are one, and so is what was sent twice */
                                uploads: number;
                                webAppUrl: string | null;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Make a project, and own it */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        activities?: string[];
                        contact?: string | null;
                        description?: string | null;
                        keepAddress?: boolean;
                        linkDays?: number;
                        name: string;
                        protocolUrl?: string | null;
                        retention?: string | null;
                        title?: string;
                        webAppUrl?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            activities: string[];
                            closed: boolean;
                            complete: number;
                            contact: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            description: string | null;
                            grants: number;
                            id: number;
                            keepAddress: boolean;
                            lastAt: string | null;
                            linkDays: number;
                            /** @description The name of its folder, which stays */
                            name: string;
                            participants: number;
                            protocolUrl: string | null;
                            /** @description Whether a closed one takes no submissions either */
                            refuseWhenClosed: boolean;
                            retention: string | null;
                            /** @enum {unknown} */
                            role: "owner" | "manager" | "coordinator";
                            submissions: number;
                            title: string;
                            /** @description What the submissions come to: slices of one file are one, and so is what was sent twice */
                            uploads: number;
                            webAppUrl: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One project */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            activities: string[];
                            closed: boolean;
                            complete: number;
                            contact: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            description: string | null;
                            grants: number;
                            id: number;
                            keepAddress: boolean;
                            lastAt: string | null;
                            linkDays: number;
                            /** @description The name of its folder, which stays */
                            name: string;
                            participants: number;
                            protocolUrl: string | null;
                            /** @description Whether a closed one takes no submissions either */
                            refuseWhenClosed: boolean;
                            retention: string | null;
                            /** @enum {unknown} */
                            role: "owner" | "manager" | "coordinator";
                            submissions: number;
                            title: string;
                            /** @description What the submissions come to: slices of one file are one, and so is what was sent twice */
                            uploads: number;
                            webAppUrl: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what a project says about itself; its owners may */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        activities?: string[];
                        closed?: boolean;
                        contact?: string | null;
                        description?: string | null;
                        keepAddress?: boolean;
                        linkDays?: number;
                        protocolUrl?: string | null;
                        refuseWhenClosed?: boolean;
                        retention?: string | null;
                        title?: string;
                        webAppUrl?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            activities: string[];
                            closed: boolean;
                            complete: number;
                            contact: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            description: string | null;
                            grants: number;
                            id: number;
                            keepAddress: boolean;
                            lastAt: string | null;
                            linkDays: number;
                            /** @description The name of its folder, which stays */
                            name: string;
                            participants: number;
                            protocolUrl: string | null;
                            /** @description Whether a closed one takes no submissions either */
                            refuseWhenClosed: boolean;
                            retention: string | null;
                            /** @enum {unknown} */
                            role: "owner" | "manager" | "coordinator";
                            submissions: number;
                            title: string;
                            /** @description What the submissions come to: slices of one file are one, and so is what was sent twice */
                            uploads: number;
                            webAppUrl: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/collection/projects/{id}/dashboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a study stands: counts and completeness, no answers */
        get: {
            parameters: {
                query?: {
                    days?: "7" | "30" | "all";
                    zone?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            arriving: {
                                activities: number;
                                activity: string | null;
                                answers: number;
                                /** Format: date-time */
                                at: string;
                                bytes: number;
                                id: number;
                                kind: string;
                                look: string;
                                participant: string | null;
                                slices: number | null;
                            }[];
                            bytes: number;
                            completion: {
                                activities: number;
                                people: number;
                            }[];
                            days: {
                                /** Format: date-time */
                                at: string;
                                incomplete: number;
                                whole: number;
                            }[];
                            durations: {
                                fromMs: number;
                                people: number;
                                toMs: number | null;
                            }[];
                            expected: number;
                            lastAt: string | null;
                            looks: {
                                count: number;
                                /** @enum {unknown} */
                                kind: "incomplete" | "unreadable" | "other";
                                /** Format: date-time */
                                lastAt: string;
                                participants: string[];
                            }[];
                            opened: number;
                            participants: number;
                            soon: {
                                /** Format: date-time */
                                firstAt: string;
                                links: number;
                                unused: number;
                            } | null;
                            states: {
                                complete: number;
                                expired: number;
                                "no-link": number;
                                partial: number;
                                revoked: number;
                                unused: number;
                                withdrawn: number;
                            };
                            steps: {
                                activity: string;
                                medianMs: number;
                                people: number;
                            }[];
                            submissions: number;
                            today: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/exports/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Answers as a file; a stable address for scripts with a token */
        get: {
            parameters: {
                query?: {
                    activity?: string[];
                    /** @description Begins a CSV with the mark by which spreadsheets know UTF-8 */
                    bom?: boolean;
                    /** @description A day, such as 2027-03-01 */
                    from?: string;
                    item?: string[];
                    participant?: string[];
                    /** @description False leaves out answers that are recordings */
                    recordings?: boolean;
                    /** @description Also answers that a later one has replaced */
                    superseded?: boolean;
                    /** @description A day, such as 2027-03-01 */
                    to?: string;
                    /** @description Time zone of the days. Default: UTC */
                    zone?: string;
                };
                header?: never;
                path: {
                    id: number;
                    name: "long.csv" | "wide.csv" | "redcap.csv" | "redcap-dictionary.csv" | "answers.jsonld";
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/exports/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an export with this filter would hold, and what there is to choose from */
        get: {
            parameters: {
                query?: {
                    activity?: string[];
                    /** @description A day, such as 2027-03-01 */
                    from?: string;
                    item?: string[];
                    participant?: string[];
                    /** @description False leaves out answers that are recordings */
                    recordings?: boolean;
                    /** @description Also answers that a later one has replaced */
                    superseded?: boolean;
                    /** @description A day, such as 2027-03-01 */
                    to?: string;
                    /** @description Time zone of the days. Default: UTC */
                    zone?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            answers: number;
                            items: {
                                activity: string;
                                answers: number;
                                item: string;
                                recordings: number;
                            }[];
                            over: boolean;
                            participants: number;
                            recordings: {
                                bytes: number;
                                count: number;
                            };
                            uploads: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Grants of a project, newest first; their tokens are not shown again */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                bytes: number;
                                /** Format: date-time */
                                expiresAt: string;
                                id: number;
                                /** Format: date-time */
                                issuedAt: string;
                                lastUsedAt: string | null;
                                participant: string | null;
                                revokedAt: string | null;
                                state: "active" | "expired" | "revoked";
                                uses: number;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Issue a grant; its token is shown this once */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        minutes?: number;
                        participant?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date-time */
                            expiresAt: string;
                            id: number;
                            token: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/issuer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The secret that issues links of this project; null when there is none */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            token: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/issuer/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a new secret of this project, and end the one before */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            token: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Links of participants as they are sent, for letters and codes to scan */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    ids?: string;
                    import?: number;
                    limit?: number;
                    search?: string;
                    states?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                code: string;
                                expiresAt: string | null;
                                id: number;
                                language: string | null;
                                link: string | null;
                                /** @enum {unknown} */
                                state: "no-link" | "unused" | "partial" | "complete" | "expired" | "revoked" | "withdrawn";
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Give links to those chosen who have none that works; with `replace` to the others, too */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        all?: boolean;
                        days?: number;
                        ids?: number[];
                        import?: number;
                        /** @description The old link ends */
                        replace?: boolean;
                        search?: string;
                        states?: ("no-link" | "unused" | "partial" | "complete" | "expired" | "revoked" | "withdrawn")[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date-time */
                            expiresAt: string;
                            issued: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/links.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Links that work, as CSV */
        get: {
            parameters: {
                query?: {
                    bom?: boolean;
                    ids?: string;
                    import?: number;
                    search?: string;
                    states?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/links/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let links that still work last so many days from now */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        all?: boolean;
                        days?: number;
                        ids?: number[];
                        import?: number;
                        search?: string;
                        states?: ("no-link" | "unused" | "partial" | "complete" | "expired" | "revoked" | "withdrawn")[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            changed: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/links/mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mail their links to those chosen who have an address */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        all?: boolean;
                        ids?: number[];
                        import?: number;
                        search?: string;
                        states?: ("no-link" | "unused" | "partial" | "complete" | "expired" | "revoked" | "withdrawn")[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            mailed: number;
                            today: number;
                            withoutAddress: number;
                            withoutLink: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/links/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the links of those chosen; what came with them stays */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        all?: boolean;
                        ids?: number[];
                        import?: number;
                        search?: string;
                        states?: ("no-link" | "unused" | "partial" | "complete" | "expired" | "revoked" | "withdrawn")[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            changed: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts and groups with a role in this project; those with a role in all are not listed */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                account: number | null;
                                disabled: boolean;
                                fullName: string;
                                group: number | null;
                                name: string;
                                /** @description How many are in the group */
                                people: number | null;
                                /** @enum {unknown} */
                                role: "owner" | "manager" | "coordinator";
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        /** Give an account or a group a role in this project, change it, or with null take it away */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        account?: number;
                        group?: number;
                        role: ("owner" | "manager" | "coordinator") | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                account: number | null;
                                disabled: boolean;
                                fullName: string;
                                group: number | null;
                                name: string;
                                /** @description How many are in the group */
                                people: number | null;
                                /** @enum {unknown} */
                                role: "owner" | "manager" | "coordinator";
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/participants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Participants with the state of their links, in the order in which they were added */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    ids?: string;
                    import?: number;
                    limit?: number;
                    search?: string;
                    states?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            counts: {
                                complete: number;
                                expired: number;
                                "no-link": number;
                                partial: number;
                                revoked: number;
                                unused: number;
                                withdrawn: number;
                            };
                            items: {
                                activitiesDone: number;
                                answers: number;
                                code: string;
                                email: string | null;
                                firstAt: string | null;
                                id: number;
                                language: string | null;
                                lastAt: string | null;
                                linkExpiresAt: string | null;
                                mailedAt: string | null;
                                note: string | null;
                                remindedAt: string | null;
                                /** @enum {unknown} */
                                state: "no-link" | "unused" | "partial" | "complete" | "expired" | "revoked" | "withdrawn";
                                submissions: number;
                            }[];
                            next: number | null;
                            /** @description Exact up to 10,000 */
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/participants.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The list of states as CSV */
        get: {
            parameters: {
                query?: {
                    bom?: boolean;
                    ids?: string;
                    import?: number;
                    search?: string;
                    states?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/participants/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring in a list: all of it or nothing */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description The bytes of a CSV file in base64, whatever its encoding */
                        file?: string;
                        /** @description Leave out lines with errors */
                        leaveOut?: boolean;
                        text?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            added: number;
                            changed: number;
                            id: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/participants/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an import would do, by line; nothing is changed */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description The bytes of a CSV file in base64, whatever its encoding */
                        file?: string;
                        text?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            add: number;
                            broken: number;
                            change: number;
                            errors: {
                                field: string;
                                line: number;
                                message: string;
                            }[];
                            items: {
                                code: string;
                                /** @enum {unknown} */
                                does: "add" | "change" | "same" | "error";
                                email: string | null;
                                language: string | null;
                                line: number;
                                note: string | null;
                            }[];
                            same: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/recordings-zips": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Zips of recordings: being made, ready, failed and expired, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                bytes: {
                                    all: number;
                                    done: number;
                                };
                                /** Format: date-time */
                                createdAt: string;
                                endedAt: string | null;
                                expiresAt: string | null;
                                filter: {
                                    activity?: string[];
                                    /** @description A day, such as 2027-03-01 */
                                    from?: string;
                                    item?: string[];
                                    participant?: string[];
                                    /** @description A day, such as 2027-03-01 */
                                    to?: string;
                                    /** @description Time zone of the days. Default: UTC */
                                    zone?: string;
                                };
                                id: number;
                                problem: string | null;
                                recordings: {
                                    all: number;
                                    done: number;
                                };
                                /** @enum {unknown} */
                                state: "running" | "ready" | "failed" | "cancelled" | "expired";
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Make a zip of recordings; the same one while that is being made */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        activity?: string[];
                        /** @description A day, such as 2027-03-01 */
                        from?: string;
                        item?: string[];
                        participant?: string[];
                        /** @description A day, such as 2027-03-01 */
                        to?: string;
                        /** @description Time zone of the days. Default: UTC */
                        zone?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bytes: {
                                all: number;
                                done: number;
                            };
                            /** Format: date-time */
                            createdAt: string;
                            endedAt: string | null;
                            expiresAt: string | null;
                            filter: {
                                activity?: string[];
                                /** @description A day, such as 2027-03-01 */
                                from?: string;
                                item?: string[];
                                participant?: string[];
                                /** @description A day, such as 2027-03-01 */
                                to?: string;
                                /** @description Time zone of the days. Default: UTC */
                                zone?: string;
                            };
                            id: number;
                            problem: string | null;
                            recordings: {
                                all: number;
                                done: number;
                            };
                            /** @enum {unknown} */
                            state: "running" | "ready" | "failed" | "cancelled" | "expired";
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/reminders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remind those chosen who have not answered all; nobody twice within a day */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        all?: boolean;
                        ids?: number[];
                        import?: number;
                        search?: string;
                        states?: ("no-link" | "unused" | "partial" | "complete" | "expired" | "revoked" | "withdrawn")[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            mailed: number;
                            today: number;
                            withoutAddress: number;
                            withoutLink: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/responses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Answers of a project, newest first; superseded ones when they are asked for */
        get: {
            parameters: {
                query?: {
                    activity?: string;
                    before?: number;
                    from?: string;
                    item?: string;
                    limit?: number;
                    participant?: string;
                    superseded?: "show" | "hide";
                    to?: string;
                    upload?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                activity: string;
                                durationMs: number | null;
                                endedAt: string | null;
                                file: {
                                    name: string;
                                    size: number;
                                    type: string;
                                } | null;
                                id: number;
                                item: string;
                                itemUrl: string | null;
                                language: string | null;
                                missing: "skipped" | "dontknow" | null;
                                participant: string | null;
                                protocol: string | null;
                                /** Format: date-time */
                                receivedAt: string;
                                session: string | null;
                                startedAt: string | null;
                                submission: number;
                                superseded: boolean;
                                supersededBy: number | null;
                                unit: string | null;
                                upload: number;
                                value: string | null;
                            }[];
                            next: number | null;
                            /** @description Of all pages; 10001 means more than 10000 */
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/submissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Submissions of a project, newest first, without their answers */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                files: number;
                                grant: number;
                                id: number;
                                /** Format: date-time */
                                receivedAt: string;
                                size: number;
                                stamp: string;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Uploads of a project, newest first: what belongs together stands in one line */
        get: {
            parameters: {
                query?: {
                    activity?: string;
                    before?: number;
                    from?: string;
                    limit?: number;
                    participant?: string;
                    search?: string;
                    state?: "arriving" | "whole" | "incomplete" | "unreadable" | "superseded" | "needs-a-look";
                    superseded?: "show" | "hide";
                    to?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                activities: string[];
                                answers: number;
                                bytes: number;
                                conflicts: boolean;
                                duplicates: number;
                                /** Format: date-time */
                                firstAt: string;
                                id: number;
                                junk: number;
                                kind: "final" | "activity" | "json" | "file";
                                /** Format: date-time */
                                lastAt: string;
                                name: string;
                                needsLook: boolean;
                                partial: boolean;
                                participant: string | null;
                                person: {
                                    hasAddress: boolean;
                                    id: number;
                                } | null;
                                problem: string | null;
                                readable: boolean;
                                readAt: string | null;
                                slices: {
                                    endMissing: boolean;
                                    last: number;
                                    missing: number[];
                                } | null;
                                state: "arriving" | "whole" | "incomplete" | "unreadable" | "superseded";
                                submission: number;
                                superseded: number;
                            }[];
                            next: number | null;
                            /** @description Of all pages; 10001 means more than 10000 */
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/uploads/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many uploads there are of each state, and which activities they hold; counts end at 10,001 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            activities: {
                                activity: string;
                                uploads: number;
                            }[];
                            bytes: number;
                            needsLook: number;
                            participants: number;
                            states: {
                                arriving: number;
                                incomplete: number;
                                superseded: number;
                                unreadable: number;
                                whole: number;
                            };
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Webhooks, oldest first, with the events that there are */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            events: {
                                name: string;
                                title: string;
                            }[];
                            items: {
                                active: boolean;
                                address: string;
                                /** Format: date-time */
                                createdAt: string;
                                events: string[];
                                failingSince: string | null;
                                id: number;
                                previousSecretUntil: string | null;
                                stopped: "by-hand" | "failing" | null;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Make a webhook; its secret is shown this once */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        address: string;
                        events: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            secret: string;
                            webhook: {
                                active: boolean;
                                address: string;
                                /** Format: date-time */
                                createdAt: string;
                                events: string[];
                                failingSince: string | null;
                                id: number;
                                previousSecretUntil: string | null;
                                stopped: "by-hand" | "failing" | null;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/withdrawals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Receipts of withdrawals, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                backups: {
                                    count: number;
                                    lasting: number;
                                    until: string | null;
                                };
                                by: string | null;
                                counts: {
                                    answers: number;
                                    bytes: number;
                                    files: number;
                                    links: number;
                                    mails: number;
                                    recordings: number;
                                    shared: number;
                                    submissions: number;
                                    uploads: number;
                                    zips: number;
                                };
                                /** Format: date-time */
                                createdAt: string;
                                id: number;
                                /** @enum {unknown} */
                                mode: "erase" | "anonymise";
                                pseudonym: string;
                                reason: string | null;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Erase a participant, or make them anonymous; the answer is the receipt */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        mode: "erase" | "anonymise";
                        participant: string;
                        reason?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            backups: {
                                count: number;
                                lasting: number;
                                until: string | null;
                            };
                            by: string | null;
                            counts: {
                                answers: number;
                                bytes: number;
                                files: number;
                                links: number;
                                mails: number;
                                recordings: number;
                                shared: number;
                                submissions: number;
                                uploads: number;
                                zips: number;
                            };
                            /** Format: date-time */
                            createdAt: string;
                            id: number;
                            /** @enum {unknown} */
                            mode: "erase" | "anonymise";
                            pseudonym: string;
                            reason: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/projects/{id}/withdrawals/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much there is of a participant, and what backups hold */
        get: {
            parameters: {
                query: {
                    participant: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            backups: {
                                count: number;
                                lasting: number;
                                until: string | null;
                            };
                            counts: {
                                answers: number;
                                bytes: number;
                                files: number;
                                links: number;
                                mails: number;
                                recordings: number;
                                shared: number;
                                submissions: number;
                                uploads: number;
                                zips: number;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/recordings-zips/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One zip of recordings */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bytes: {
                                all: number;
                                done: number;
                            };
                            /** Format: date-time */
                            createdAt: string;
                            endedAt: string | null;
                            expiresAt: string | null;
                            filter: {
                                activity?: string[];
                                /** @description A day, such as 2027-03-01 */
                                from?: string;
                                item?: string[];
                                participant?: string[];
                                /** @description A day, such as 2027-03-01 */
                                to?: string;
                                /** @description Time zone of the days. Default: UTC */
                                zone?: string;
                            };
                            id: number;
                            problem: string | null;
                            recordings: {
                                all: number;
                                done: number;
                            };
                            /** @enum {unknown} */
                            state: "running" | "ready" | "failed" | "cancelled" | "expired";
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        /** Stop it, or remove it */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/recordings-zips/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The zip itself; a download that was cut goes on where it was */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/responses/{id}/media": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The recording or document of an answer */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/submissions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One submission with its files */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            address: string | null;
                            files: number;
                            grant: number;
                            hasResponses: boolean;
                            id: number;
                            items: {
                                conflicts: boolean;
                                duplicateOf: number | null;
                                field: string;
                                id: number;
                                kind: string;
                                name: string;
                                sha256: string;
                                size: number;
                            }[];
                            origin: string | null;
                            project: {
                                id: number;
                                name: string;
                            };
                            /** Format: date-time */
                            receivedAt: string;
                            size: number;
                            stamp: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/submissions/{id}/responses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The responses as they were sent */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One upload: its slices, what else holds its answers, its link */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            activities: string[];
                            answers: number;
                            bytes: number;
                            conflicts: boolean;
                            duplicates: number;
                            elsewhere: string[];
                            expected: string[];
                            /** Format: date-time */
                            firstAt: string;
                            held: {
                                activity: string;
                                answers: number;
                                durationMs: number | null;
                            }[];
                            id: number;
                            junk: number;
                            kind: "final" | "activity" | "json" | "file";
                            /** Format: date-time */
                            lastAt: string;
                            link: {
                                /** Format: date-time */
                                expiresAt: string;
                                id: number;
                                /** Format: date-time */
                                issuedAt: string;
                                issuedBy: string | null;
                                revokedAt: string | null;
                                state: "active" | "expired" | "revoked";
                            };
                            name: string;
                            needsLook: boolean;
                            origin: string | null;
                            partial: boolean;
                            participant: string | null;
                            parts: {
                                conflicts: boolean;
                                index: number;
                                retries: number;
                                sha256: string | null;
                                size: number | null;
                            }[];
                            person: {
                                hasAddress: boolean;
                                id: number;
                            } | null;
                            problem: string | null;
                            project: number;
                            readable: boolean;
                            readAt: string | null;
                            session: string | null;
                            slices: {
                                endMissing: boolean;
                                last: number;
                                missing: number[];
                            } | null;
                            state: "arriving" | "whole" | "incomplete" | "unreadable" | "superseded";
                            submission: number;
                            superseded: number;
                            twins: {
                                answers: number;
                                /** Format: date-time */
                                firstAt: string;
                                id: number;
                                kind: string;
                                name: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/uploads/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read an upload again; of an incomplete one, with partial, what its whole entries hold */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        partial?: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/webhook-deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One delivery with what was sent and the first part of the answer */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            answer: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description The same at every try, as the receiver sees it */
                            delivery: string;
                            durationMs: number | null;
                            event: string;
                            id: number;
                            nextAt: string | null;
                            problem: string | null;
                            sent: string;
                            state: "waiting" | "delivered" | "failed";
                            status: number | null;
                            triedAt: string | null;
                            tries: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/webhook-deliveries/{id}/again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send it once more under the same id, with all its tries */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One webhook */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            active: boolean;
                            address: string;
                            /** Format: date-time */
                            createdAt: string;
                            events: string[];
                            failingSince: string | null;
                            id: number;
                            previousSecretUntil: string | null;
                            stopped: "by-hand" | "failing" | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        /** Remove a webhook and its log */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        /** Change a webhook, or turn it off and on */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        active?: boolean;
                        address?: string;
                        events?: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            active: boolean;
                            address: string;
                            /** Format: date-time */
                            createdAt: string;
                            events: string[];
                            failingSince: string | null;
                            id: number;
                            previousSecretUntil: string | null;
                            stopped: "by-hand" | "failing" | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/collection/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was sent to it in the last 30 days, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                    state?: "waiting" | "delivered" | "failed";
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** Format: date-time */
                                createdAt: string;
                                /** @description The same at every try, as the receiver sees it */
                                delivery: string;
                                durationMs: number | null;
                                event: string;
                                id: number;
                                nextAt: string | null;
                                problem: string | null;
                                state: "waiting" | "delivered" | "failed";
                                status: number | null;
                                triedAt: string | null;
                                tries: number;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/webhooks/{id}/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test; what came back is in the log */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/webhooks/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give it a new secret, shown this once; for a day the old one signs as well */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            secret: string;
                            webhook: {
                                active: boolean;
                                address: string;
                                /** Format: date-time */
                                createdAt: string;
                                events: string[];
                                failingSince: string | null;
                                id: number;
                                previousSecretUntil: string | null;
                                stopped: "by-hand" | "failing" | null;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collection/withdrawals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The receipt of a withdrawal */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            backups: {
                                count: number;
                                lasting: number;
                                until: string | null;
                            };
                            by: string | null;
                            counts: {
                                answers: number;
                                bytes: number;
                                files: number;
                                links: number;
                                mails: number;
                                recordings: number;
                                shared: number;
                                submissions: number;
                                uploads: number;
                                zips: number;
                            };
                            /** Format: date-time */
                            createdAt: string;
                            id: number;
                            /** @enum {unknown} */
                            mode: "erase" | "anonymise";
                            project: {
                                id: number;
                                name: string;
                            };
                            proof: {
                                bytes: number;
                                sha256: string;
                            }[];
                            pseudonym: string;
                            reason: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Data sets that a workspace can link to */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    limit?: number;
                    search?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** Format: date-time */
                                createdAt: string;
                                description: string;
                                id: number;
                                /** @description The name by which clients ask for it */
                                key: string;
                                /** @description Where it lies; for operators alone */
                                path: string | null;
                                title: string;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Put a data set into the catalogue */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        description?: string;
                        key: string;
                        path: string;
                        title: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date-time */
                            createdAt: string;
                            description: string;
                            id: number;
                            /** @description The name by which clients ask for it */
                            key: string;
                            /** @description Where it lies; for operators alone */
                            path: string | null;
                            title: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/datasets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One data set */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date-time */
                            createdAt: string;
                            description: string;
                            id: number;
                            /** @description The name by which clients ask for it */
                            key: string;
                            /** @description Where it lies; for operators alone */
                            path: string | null;
                            title: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        /** Take a data set out of the catalogue; links that were made stay */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        /** Change what the catalogue says of a data set; links that were made stay as they are */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        description?: string;
                        path?: string;
                        title?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date-time */
                            createdAt: string;
                            description: string;
                            id: number;
                            /** @description The name by which clients ask for it */
                            key: string;
                            /** @description Where it lies; for operators alone */
                            path: string | null;
                            title: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/compute/kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All session kinds in their order */
        get: {
            parameters: {
                query?: {
                    /** @description Also those put away */
                    archived?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                definition: {
                                    atRoot: boolean;
                                    command: string;
                                    description: string;
                                    env: {
                                        [key: string]: string;
                                    };
                                    extendMinutes: number | null;
                                    fields: {
                                        choices?: string[];
                                        default: number | boolean | string;
                                        description: string;
                                        label: string;
                                        max?: number;
                                        min?: number;
                                        name: string;
                                        required?: boolean;
                                        /** @enum {unknown} */
                                        type: "text" | "number" | "choice" | "switch";
                                    }[];
                                    groups: number[];
                                    helper: boolean;
                                    icon: string;
                                    idleMinutes: number | null;
                                    maxMinutes: number | null;
                                    name: string;
                                    parameters: {
                                        default: number | boolean | string;
                                        description: string;
                                        label: string;
                                        max?: number;
                                        min?: number;
                                        name: string;
                                        required?: boolean;
                                        /** @enum {unknown} */
                                        type: "int" | "float" | "bool" | "str";
                                    }[];
                                    readyPath: string | null;
                                    resources: string[];
                                    startPage: string | null;
                                    /** @enum {unknown} */
                                    type: "local_test" | "jupyter" | "terminal" | "code-server" | "command";
                                };
                                id: number;
                                /** @description Nobody can start it any more */
                                isArchived: boolean;
                                key: string;
                                /** @description When this version was made */
                                madeAt: string;
                                position: number;
                                version: number;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Add a session kind; its key stays for good */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        definition: {
                            atRoot: boolean;
                            command: string;
                            description: string;
                            env: {
                                [key: string]: string;
                            };
                            extendMinutes: number | null;
                            fields: {
                                choices?: string[];
                                default: number | boolean | string;
                                description: string;
                                label: string;
                                max?: number;
                                min?: number;
                                name: string;
                                required?: boolean;
                                /** @enum {unknown} */
                                type: "text" | "number" | "choice" | "switch";
                            }[];
                            groups: number[];
                            helper: boolean;
                            icon: string;
                            idleMinutes: number | null;
                            maxMinutes: number | null;
                            name: string;
                            parameters: {
                                default: number | boolean | string;
                                description: string;
                                label: string;
                                max?: number;
                                min?: number;
                                name: string;
                                required?: boolean;
                                /** @enum {unknown} */
                                type: "int" | "float" | "bool" | "str";
                            }[];
                            readyPath: string | null;
                            resources: string[];
                            startPage: string | null;
                            /** @enum {unknown} */
                            type: "local_test" | "jupyter" | "terminal" | "code-server" | "command";
                        };
                        key: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            definition: {
                                atRoot: boolean;
                                command: string;
                                description: string;
                                env: {
                                    [key: string]: string;
                                };
                                extendMinutes: number | null;
                                fields: {
                                    choices?: string[];
                                    default: number | boolean | string;
                                    description: string;
                                    label: string;
                                    max?: number;
                                    min?: number;
                                    name: string;
                                    required?: boolean;
                                    /** @enum {unknown} */
                                    type: "text" | "number" | "choice" | "switch";
                                }[];
                                groups: number[];
                                helper: boolean;
                                icon: string;
                                idleMinutes: number | null;
                                maxMinutes: number | null;
                                name: string;
                                parameters: {
                                    default: number | boolean | string;
                                    description: string;
                                    label: string;
                                    max?: number;
                                    min?: number;
                                    name: string;
                                    required?: boolean;
                                    /** @enum {unknown} */
                                    type: "int" | "float" | "bool" | "str";
                                }[];
                                readyPath: string | null;
                                resources: string[];
                                startPage: string | null;
                                /** @enum {unknown} */
                                type: "local_test" | "jupyter" | "terminal" | "code-server" | "command";
                            };
                            id: number;
                            /** @description Nobody can start it any more */
                            isArchived: boolean;
                            key: string;
                            /** @description When this version was made */
                            madeAt: string;
                            position: number;
                            version: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/kinds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One session kind */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            definition: {
                                atRoot: boolean;
                                command: string;
                                description: string;
                                env: {
                                    [key: string]: string;
                                };
                                extendMinutes: number | null;
                                fields: {
                                    choices?: string[];
                                    default: number | boolean | string;
                                    description: string;
                                    label: string;
                                    max?: number;
                                    min?: number;
                                    name: string;
                                    required?: boolean;
                                    /** @enum {unknown} */
                                    type: "text" | "number" | "choice" | "switch";
                                }[];
                                groups: number[];
                                helper: boolean;
                                icon: string;
                                idleMinutes: number | null;
                                maxMinutes: number | null;
                                name: string;
                                parameters: {
                                    default: number | boolean | string;
                                    description: string;
                                    label: string;
                                    max?: number;
                                    min?: number;
                                    name: string;
                                    required?: boolean;
                                    /** @enum {unknown} */
                                    type: "int" | "float" | "bool" | "str";
                                }[];
                                readyPath: string | null;
                                resources: string[];
                                startPage: string | null;
                                /** @enum {unknown} */
                                type: "local_test" | "jupyter" | "terminal" | "code-server" | "command";
                            };
                            id: number;
                            /** @description Nobody can start it any more */
                            isArchived: boolean;
                            key: string;
                            /** @description When this version was made */
                            madeAt: string;
                            position: number;
                            version: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a session kind, move it in the list, or put it away; sessions that run stay as they are */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        definition?: {
                            atRoot: boolean;
                            command: string;
                            description: string;
                            env: {
                                [key: string]: string;
                            };
                            extendMinutes: number | null;
                            fields: {
                                choices?: string[];
                                default: number | boolean | string;
                                description: string;
                                label: string;
                                max?: number;
                                min?: number;
                                name: string;
                                required?: boolean;
                                /** @enum {unknown} */
                                type: "text" | "number" | "choice" | "switch";
                            }[];
                            groups: number[];
                            helper: boolean;
                            icon: string;
                            idleMinutes: number | null;
                            maxMinutes: number | null;
                            name: string;
                            parameters: {
                                default: number | boolean | string;
                                description: string;
                                label: string;
                                max?: number;
                                min?: number;
                                name: string;
                                required?: boolean;
                                /** @enum {unknown} */
                                type: "int" | "float" | "bool" | "str";
                            }[];
                            readyPath: string | null;
                            resources: string[];
                            startPage: string | null;
                            /** @enum {unknown} */
                            type: "local_test" | "jupyter" | "terminal" | "code-server" | "command";
                        };
                        isArchived?: boolean;
                        position?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            definition: {
                                atRoot: boolean;
                                command: string;
                                description: string;
                                env: {
                                    [key: string]: string;
                                };
                                extendMinutes: number | null;
                                fields: {
                                    choices?: string[];
                                    default: number | boolean | string;
                                    description: string;
                                    label: string;
                                    max?: number;
                                    min?: number;
                                    name: string;
                                    required?: boolean;
                                    /** @enum {unknown} */
                                    type: "text" | "number" | "choice" | "switch";
                                }[];
                                groups: number[];
                                helper: boolean;
                                icon: string;
                                idleMinutes: number | null;
                                maxMinutes: number | null;
                                name: string;
                                parameters: {
                                    default: number | boolean | string;
                                    description: string;
                                    label: string;
                                    max?: number;
                                    min?: number;
                                    name: string;
                                    required?: boolean;
                                    /** @enum {unknown} */
                                    type: "int" | "float" | "bool" | "str";
                                }[];
                                readyPath: string | null;
                                resources: string[];
                                startPage: string | null;
                                /** @enum {unknown} */
                                type: "local_test" | "jupyter" | "terminal" | "code-server" | "command";
                            };
                            id: number;
                            /** @description Nobody can start it any more */
                            isArchived: boolean;
                            key: string;
                            /** @description When this version was made */
                            madeAt: string;
                            position: number;
                            version: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/compute/kinds/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a session kind was, the newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                definition: {
                                    atRoot: boolean;
                                    command: string;
                                    description: string;
                                    env: {
                                        [key: string]: string;
                                    };
                                    extendMinutes: number | null;
                                    fields: {
                                        choices?: string[];
                                        default: number | boolean | string;
                                        description: string;
                                        label: string;
                                        max?: number;
                                        min?: number;
                                        name: string;
                                        required?: boolean;
                                        /** @enum {unknown} */
                                        type: "text" | "number" | "choice" | "switch";
                                    }[];
                                    groups: number[];
                                    helper: boolean;
                                    icon: string;
                                    idleMinutes: number | null;
                                    maxMinutes: number | null;
                                    name: string;
                                    parameters: {
                                        default: number | boolean | string;
                                        description: string;
                                        label: string;
                                        max?: number;
                                        min?: number;
                                        name: string;
                                        required?: boolean;
                                        /** @enum {unknown} */
                                        type: "int" | "float" | "bool" | "str";
                                    }[];
                                    readyPath: string | null;
                                    resources: string[];
                                    startPage: string | null;
                                    /** @enum {unknown} */
                                    type: "local_test" | "jupyter" | "terminal" | "code-server" | "command";
                                };
                                /** Format: date-time */
                                madeAt: string;
                                madeBy: string | null;
                                version: number;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/kinds/{id}/versions/{version}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an earlier version the newest one again */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            definition: {
                                atRoot: boolean;
                                command: string;
                                description: string;
                                env: {
                                    [key: string]: string;
                                };
                                extendMinutes: number | null;
                                fields: {
                                    choices?: string[];
                                    default: number | boolean | string;
                                    description: string;
                                    label: string;
                                    max?: number;
                                    min?: number;
                                    name: string;
                                    required?: boolean;
                                    /** @enum {unknown} */
                                    type: "text" | "number" | "choice" | "switch";
                                }[];
                                groups: number[];
                                helper: boolean;
                                icon: string;
                                idleMinutes: number | null;
                                maxMinutes: number | null;
                                name: string;
                                parameters: {
                                    default: number | boolean | string;
                                    description: string;
                                    label: string;
                                    max?: number;
                                    min?: number;
                                    name: string;
                                    required?: boolean;
                                    /** @enum {unknown} */
                                    type: "int" | "float" | "bool" | "str";
                                }[];
                                readyPath: string | null;
                                resources: string[];
                                startPage: string | null;
                                /** @enum {unknown} */
                                type: "local_test" | "jupyter" | "terminal" | "code-server" | "command";
                            };
                            id: number;
                            /** @description Nobody can start it any more */
                            isArchived: boolean;
                            key: string;
                            /** @description When this version was made */
                            madeAt: string;
                            position: number;
                            version: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/launch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What I can start in a workspace: kinds with their bounds, what I used last, my profiles */
        get: {
            parameters: {
                query: {
                    workspace: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            chosen: string | null;
                            kinds: {
                                description: string;
                                extendMinutes: number | null;
                                fields: {
                                    choices?: string[];
                                    default: number | boolean | string;
                                    description: string;
                                    label: string;
                                    max?: number;
                                    min?: number;
                                    name: string;
                                    required?: boolean;
                                    /** @enum {unknown} */
                                    type: "text" | "number" | "choice" | "switch";
                                }[];
                                icon: string;
                                idleMinutes: number | null;
                                key: string;
                                /** @description What I used last time, here or elsewhere */
                                last: {
                                    /** Format: date-time */
                                    at: string;
                                    isHere: boolean;
                                    resource: string;
                                    session: number;
                                } | null;
                                name: string;
                                /** @description To begin with */
                                options: {
                                    [key: string]: string | number | boolean | null;
                                };
                                parameters: {
                                    default: number | boolean | string;
                                    description: string;
                                    label: string;
                                    max?: number;
                                    min?: number;
                                    name: string;
                                    required?: boolean;
                                    /** @enum {unknown} */
                                    type: "int" | "float" | "bool" | "str";
                                }[];
                                /** @description Where it can run, the usual place first */
                                places: {
                                    /** @description A session there can have a GPU */
                                    hasGpu: boolean;
                                    isCluster: boolean;
                                    key: string;
                                    name: string;
                                }[];
                                /** @description Of its own fields, to begin with */
                                values: {
                                    [key: string]: string | number | boolean | null;
                                };
                                version: number;
                            }[];
                            limits: {
                                coreHours: {
                                    limit: number | null;
                                    used: number;
                                };
                                sessions: {
                                    limit: number | null;
                                    used: number;
                                };
                            };
                            profiles: {
                                fields: {
                                    [key: string]: string | number | boolean | null;
                                };
                                id: number;
                                kind: string;
                                name: string;
                                options: {
                                    [key: string]: string | number | boolean | null;
                                };
                                resource: string | null;
                                /** Format: date-time */
                                savedAt: string;
                            }[];
                            /** @description The last three of this workspace */
                            recent: {
                                /** @description It has a page of its own */
                                canOpen: boolean;
                                cause: string | null;
                                coreHours: number;
                                cpus: number;
                                /** Format: date-time */
                                createdAt: string;
                                deadlineAt: string | null;
                                endedAt: string | null;
                                /** @description When its queue expects to start it */
                                expectedAt: string | null;
                                /** @description How much more time it can be given at once; null where it cannot */
                                extendMinutes: number | null;
                                gpus: number;
                                hasTerminal: boolean;
                                host: string | null;
                                id: number;
                                /** @description It stops after so long without traffic */
                                idleMinutes: number | null;
                                /** @description Its server answers: it can be opened */
                                isReady: boolean;
                                kind: {
                                    icon: string;
                                    key: string;
                                    name: string;
                                    version: number;
                                };
                                lastActiveAt: string | null;
                                /** @description It may be extended up to here */
                                latestAt: string | null;
                                memoryMb: number;
                                /** @description What it waits for, or why it ended */
                                message: string;
                                minutes: number | null;
                                /** @description Where it opens a file of the workspace, below its address; null where it opens none */
                                notebooks: string | null;
                                /** @description Whose it is; null once the person is erased */
                                person: {
                                    id: number;
                                    name: string;
                                } | null;
                                queueReason: string | null;
                                readyAt: string | null;
                                resource: {
                                    key: string;
                                    name: string;
                                };
                                startedAt: string | null;
                                /** @enum {unknown} */
                                status: "pending" | "running" | "stopping" | "complete" | "failed";
                                /** @description Since when nobody can say how it is; the rest is what was last known */
                                unreachableSince: string | null;
                                /** @description What it used of what was asked for, once it is over */
                                used: {
                                    /** @description Cores in use, on average */
                                    cpus: number | null;
                                    peakBytes: number | null;
                                    wallSeconds: number;
                                } | null;
                                workspace: {
                                    id: number;
                                    name: string;
                                };
                            }[];
                            workspace: {
                                id: number;
                                name: string;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/launch/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What would happen if a session were started so; nothing is */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        fields: {
                            [key: string]: string | number | boolean | null;
                        };
                        kind: string;
                        options: {
                            [key: string]: string | number | boolean | null;
                        };
                        resource?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description The most that it can take; null is no limit */
                            coreHours: number | null;
                            cpus: number;
                            errors: {
                                field: string;
                                message: string;
                            }[];
                            gpus: number;
                            limits: {
                                coreHours: {
                                    limit: number | null;
                                    used: number;
                                };
                                sessions: {
                                    limit: number | null;
                                    used: number;
                                };
                            };
                            memoryMb: number;
                            minutes: number | null;
                            place: {
                                /** @description A session there can have a GPU */
                                hasGpu: boolean;
                                isCluster: boolean;
                                key: string;
                                name: string;
                            } | null;
                            queue: {
                                ahead: number;
                                cpus: number | null;
                                cpusInUse: number;
                                trouble: string | null;
                                usualWaitMs: number | null;
                            };
                            refusal: string | null;
                            /** @description What is asked for and cannot be had there, as sentences; it may be launched all the same */
                            shortages: string[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much I use and may use */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            coreHours: {
                                /** Format: date-time */
                                from: string;
                                /** @description What running sessions can still take this month */
                                kept: number;
                                limit: number | null;
                                /** Format: date-time */
                                to: string;
                                used: number;
                            };
                            disk: {
                                limit: number | null;
                                used: number;
                            };
                            sessions: {
                                limit: number | null;
                                used: number;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People with whom I can share, by number */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    limit?: number;
                    search?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                email: string | null;
                                firstName: string;
                                id: number;
                                lastName: string;
                                name: string;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My profiles, by name */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                fields: {
                                    [key: string]: string | number | boolean | null;
                                };
                                id: number;
                                kind: string;
                                name: string;
                                options: {
                                    [key: string]: string | number | boolean | null;
                                };
                                resource: string | null;
                                /** Format: date-time */
                                savedAt: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        /** Keep what a session is started with under a name, in the place of one of that name */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        fields: {
                            [key: string]: string | number | boolean | null;
                        };
                        kind: string;
                        name: string;
                        options: {
                            [key: string]: string | number | boolean | null;
                        };
                        resource?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            fields: {
                                [key: string]: string | number | boolean | null;
                            };
                            id: number;
                            kind: string;
                            name: string;
                            options: {
                                [key: string]: string | number | boolean | null;
                            };
                            resource: string | null;
                            /** Format: date-time */
                            savedAt: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/profiles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forget a profile */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/quotas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All quotas: of everybody, of groups, of people */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** @description In a calendar month; null is no limit */
                                coreHours: number | null;
                                /** @description Of all workspaces; null is no limit */
                                diskBytes: number | null;
                                id: number;
                                name: string;
                                /** @description Sessions at once; null is no limit */
                                sessions: number | null;
                                /** Format: date-time */
                                setAt: string;
                                /** @enum {unknown} */
                                subject: "everybody" | "account" | "group";
                                subjectId: number | null;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/quotas/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set how much a person may use; nothing that runs is stopped */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description In a calendar month; null is no limit */
                        coreHours: number | null;
                        /** @description Of all workspaces; null is no limit */
                        diskBytes: number | null;
                        /** @description Sessions at once; null is no limit */
                        sessions: number | null;
                    };
                };
            };
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        /** Take the quota of a person away */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/quotas/everybody": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set how much everybody may use; nothing that runs is stopped */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description In a calendar month; null is no limit */
                        coreHours: number | null;
                        /** @description Of all workspaces; null is no limit */
                        diskBytes: number | null;
                        /** @description Sessions at once; null is no limit */
                        sessions: number | null;
                    };
                };
            };
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        /** Take the quota of everybody away */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/quotas/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set how much a group may use; nothing that runs is stopped */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description In a calendar month; null is no limit */
                        coreHours: number | null;
                        /** @description Of all workspaces; null is no limit */
                        diskBytes: number | null;
                        /** @description Sessions at once; null is no limit */
                        sessions: number | null;
                    };
                };
            };
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        /** Take the quota of a group away */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where sessions can run, the usual place first, and how it is there */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** @enum {unknown} */
                                backend: "local" | "slurm";
                                /** @description Cores of the sessions that run there */
                                cpus: number;
                                health: {
                                    asOf: string | null;
                                    connected: boolean;
                                    /** @description A sentence for people */
                                    message: string;
                                };
                                id: number;
                                /** @description Sessions can be started there */
                                isEnabled: boolean;
                                key: string;
                                name: string;
                                running: number;
                                waiting: number;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Add a cluster; its key stays for good */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        key: string;
                        name: string;
                        settings: {
                            account?: string;
                            commands?: string;
                            conf?: string;
                            /**
                             * @description By the commands of Slurm on this machine, or by its REST service slurmrestd
                             * @enum {unknown}
                             */
                            driver: "cli" | "rest";
                            gpuPartition?: string;
                            keyFile?: string;
                            /** @description Whether we may lengthen jobs; that needs an operator’s rights */
                            mayExtend: boolean;
                            /** @description Which option of the scheduler a value of the form becomes */
                            parameters: {
                                [key: string]: "partition" | "account" | "qos" | "constraint" | "reservation";
                            };
                            partition?: string;
                            url?: string;
                            user?: string;
                        };
                        /** @description The key of auth/jwt in Base64; it is kept sealed and never shown */
                        tokenKey?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {unknown} */
                            backend: "local" | "slurm";
                            /** @description Cores of the sessions that run there */
                            cpus: number;
                            /** @description A key that signs tokens is kept; it is never shown */
                            hasTokenKey: boolean;
                            health: {
                                asOf: string | null;
                                connected: boolean;
                                /** @description A sentence for people */
                                message: string;
                            };
                            id: number;
                            /** @description Sessions can be started there */
                            isEnabled: boolean;
                            key: string;
                            name: string;
                            running: number;
                            /** @description Of a cluster */
                            settings: {
                                account?: string;
                                commands?: string;
                                conf?: string;
                                /**
                                 * @description By the commands of Slurm on this machine, or by its REST service slurmrestd
                                 * @enum {unknown}
                                 */
                                driver: "cli" | "rest";
                                gpuPartition?: string;
                                keyFile?: string;
                                /** @description Whether we may lengthen jobs; that needs an operator’s rights */
                                mayExtend: boolean;
                                /** @description Which option of the scheduler a value of the form becomes */
                                parameters: {
                                    [key: string]: "partition" | "account" | "qos" | "constraint" | "reservation";
                                };
                                partition?: string;
                                url?: string;
                                user?: string;
                            } | null;
                            waiting: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/resources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One place with its settings, without its key */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {unknown} */
                            backend: "local" | "slurm";
                            /** @description Cores of the sessions that run there */
                            cpus: number;
                            /** @description A key that signs tokens is kept; it is never shown */
                            hasTokenKey: boolean;
                            health: {
                                asOf: string | null;
                                connected: boolean;
                                /** @description A sentence for people */
                                message: string;
                            };
                            id: number;
                            /** @description Sessions can be started there */
                            isEnabled: boolean;
                            key: string;
                            name: string;
                            running: number;
                            /** @description Of a cluster */
                            settings: {
                                account?: string;
                                commands?: string;
                                conf?: string;
                                /**
                                 * @description By the commands of Slurm on this machine, or by its REST service slurmrestd
                                 * @enum {unknown}
                                 */
                                driver: "cli" | "rest";
                                gpuPartition?: string;
                                keyFile?: string;
                                /** @description Whether we may lengthen jobs; that needs an operator’s rights */
                                mayExtend: boolean;
                                /** @description Which option of the scheduler a value of the form becomes */
                                parameters: {
                                    [key: string]: "partition" | "account" | "qos" | "constraint" | "reservation";
                                };
                                partition?: string;
                                url?: string;
                                user?: string;
                            } | null;
                            waiting: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        /** Remove a cluster on which nothing runs */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        /** Change a place, switch it off, or make it the usual one; what runs there goes on */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        isEnabled?: boolean;
                        /** @enum {boolean} */
                        isFirst?: true;
                        name?: string;
                        settings?: {
                            account?: string;
                            commands?: string;
                            conf?: string;
                            /**
                             * @description By the commands of Slurm on this machine, or by its REST service slurmrestd
                             * @enum {unknown}
                             */
                            driver: "cli" | "rest";
                            gpuPartition?: string;
                            keyFile?: string;
                            /** @description Whether we may lengthen jobs; that needs an operator’s rights */
                            mayExtend: boolean;
                            /** @description Which option of the scheduler a value of the form becomes */
                            parameters: {
                                [key: string]: "partition" | "account" | "qos" | "constraint" | "reservation";
                            };
                            partition?: string;
                            url?: string;
                            user?: string;
                        };
                        /** @description The key of auth/jwt in Base64; it is kept sealed and never shown */
                        tokenKey?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {unknown} */
                            backend: "local" | "slurm";
                            /** @description Cores of the sessions that run there */
                            cpus: number;
                            /** @description A key that signs tokens is kept; it is never shown */
                            hasTokenKey: boolean;
                            health: {
                                asOf: string | null;
                                connected: boolean;
                                /** @description A sentence for people */
                                message: string;
                            };
                            id: number;
                            /** @description Sessions can be started there */
                            isEnabled: boolean;
                            key: string;
                            name: string;
                            running: number;
                            /** @description Of a cluster */
                            settings: {
                                account?: string;
                                commands?: string;
                                conf?: string;
                                /**
                                 * @description By the commands of Slurm on this machine, or by its REST service slurmrestd
                                 * @enum {unknown}
                                 */
                                driver: "cli" | "rest";
                                gpuPartition?: string;
                                keyFile?: string;
                                /** @description Whether we may lengthen jobs; that needs an operator’s rights */
                                mayExtend: boolean;
                                /** @description Which option of the scheduler a value of the form becomes */
                                parameters: {
                                    [key: string]: "partition" | "account" | "qos" | "constraint" | "reservation";
                                };
                                partition?: string;
                                url?: string;
                                user?: string;
                            } | null;
                            waiting: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/compute/resources/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether a cluster answers to these settings; nothing is kept */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Whose kept key is used when none is sent */
                        id?: number;
                        settings: {
                            account?: string;
                            commands?: string;
                            conf?: string;
                            /**
                             * @description By the commands of Slurm on this machine, or by its REST service slurmrestd
                             * @enum {unknown}
                             */
                            driver: "cli" | "rest";
                            gpuPartition?: string;
                            keyFile?: string;
                            /** @description Whether we may lengthen jobs; that needs an operator’s rights */
                            mayExtend: boolean;
                            /** @description Which option of the scheduler a value of the form becomes */
                            parameters: {
                                [key: string]: "partition" | "account" | "qos" | "constraint" | "reservation";
                            };
                            partition?: string;
                            url?: string;
                            user?: string;
                        };
                        /** @description The key of auth/jwt in Base64; it is kept sealed and never shown */
                        tokenKey?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            asOf: string | null;
                            connected: boolean;
                            /** @description A sentence for people */
                            message: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/session-links/enter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Come into a session by a link that somebody gave; its owner is told who came */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        link: string;
                        name?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Where a browser goes: it lets one in, once, within a minute */
                            address: string;
                            /** @enum {unknown} */
                            may: "view" | "use";
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sessions, the newest first: mine, or with `of` everybody’s for administrators of compute */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    kind?: string;
                    limit?: number;
                    of?: "me" | "everybody";
                    person?: number;
                    resource?: string;
                    search?: string;
                    state?: "open" | "waiting" | "running" | "ended" | "failed";
                    workspace?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** @description It has a page of its own */
                                canOpen: boolean;
                                cause: string | null;
                                coreHours: number;
                                cpus: number;
                                /** Format: date-time */
                                createdAt: string;
                                deadlineAt: string | null;
                                endedAt: string | null;
                                /** @description When its queue expects to start it */
                                expectedAt: string | null;
                                /** @description How much more time it can be given at once; null where it cannot */
                                extendMinutes: number | null;
                                gpus: number;
                                hasTerminal: boolean;
                                host: string | null;
                                id: number;
                                /** @description It stops after so long without traffic */
                                idleMinutes: number | null;
                                /** @description Its server answers: it can be opened */
                                isReady: boolean;
                                kind: {
                                    icon: string;
                                    key: string;
                                    name: string;
                                    version: number;
                                };
                                lastActiveAt: string | null;
                                /** @description It may be extended up to here */
                                latestAt: string | null;
                                memoryMb: number;
                                /** @description What it waits for, or why it ended */
                                message: string;
                                minutes: number | null;
                                /** @description Where it opens a file of the workspace, below its address; null where it opens none */
                                notebooks: string | null;
                                /** @description Whose it is; null once the person is erased */
                                person: {
                                    id: number;
                                    name: string;
                                } | null;
                                queueReason: string | null;
                                readyAt: string | null;
                                resource: {
                                    key: string;
                                    name: string;
                                };
                                startedAt: string | null;
                                /** @enum {unknown} */
                                status: "pending" | "running" | "stopping" | "complete" | "failed";
                                /** @description Since when nobody can say how it is; the rest is what was last known */
                                unreachableSince: string | null;
                                /** @description What it used of what was asked for, once it is over */
                                used: {
                                    /** @description Cores in use, on average */
                                    cpus: number | null;
                                    peakBytes: number | null;
                                    wallSeconds: number;
                                } | null;
                                workspace: {
                                    id: number;
                                    name: string;
                                };
                            }[];
                            next: number | null;
                            total: {
                                count: number;
                                /** @description False when there are more than are counted */
                                exact: boolean;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One session with its steps */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description It has a page of its own */
                            canOpen: boolean;
                            cause: string | null;
                            coreHours: number;
                            cpus: number;
                            /** Format: date-time */
                            createdAt: string;
                            deadlineAt: string | null;
                            endedAt: string | null;
                            /** @description When its queue expects to start it */
                            expectedAt: string | null;
                            /** @description How much more time it can be given at once; null where it cannot */
                            extendMinutes: number | null;
                            fields: {
                                [key: string]: string | number | boolean | null;
                            };
                            gpus: number;
                            hasTerminal: boolean;
                            host: string | null;
                            id: number;
                            /** @description It stops after so long without traffic */
                            idleMinutes: number | null;
                            /** @description Its server answers: it can be opened */
                            isReady: boolean;
                            kind: {
                                icon: string;
                                key: string;
                                name: string;
                                version: number;
                            };
                            lastActiveAt: string | null;
                            /** @description It may be extended up to here */
                            latestAt: string | null;
                            likeId: number | null;
                            memoryMb: number;
                            /** @description What it waits for, or why it ended */
                            message: string;
                            minutes: number | null;
                            /** @description Where it opens a file of the workspace, below its address; null where it opens none */
                            notebooks: string | null;
                            options: {
                                [key: string]: string | number | boolean | null;
                            };
                            /** @description Whose it is; null once the person is erased */
                            person: {
                                id: number;
                                name: string;
                            } | null;
                            queueReason: string | null;
                            readyAt: string | null;
                            resource: {
                                key: string;
                                name: string;
                            };
                            startedAt: string | null;
                            /** @enum {unknown} */
                            status: "pending" | "running" | "stopping" | "complete" | "failed";
                            steps: {
                                /** Format: date-time */
                                at: string;
                                step: string;
                                text: string;
                            }[];
                            /** @description Path of the WebSocket of its terminal, while it runs and has one */
                            terminal: string | null;
                            /** @description Since when nobody can say how it is; the rest is what was last known */
                            unreachableSince: string | null;
                            /** @description What it used of what was asked for, once it is over */
                            used: {
                                /** @description Cores in use, on average */
                                cpus: number | null;
                                peakBytes: number | null;
                                wallSeconds: number;
                            } | null;
                            workspace: {
                                id: number;
                                name: string;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/sessions/{id}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a session more time, an hour without a number, up to what its kind allows */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        minutes?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description It has a page of its own */
                            canOpen: boolean;
                            cause: string | null;
                            coreHours: number;
                            cpus: number;
                            /** Format: date-time */
                            createdAt: string;
                            deadlineAt: string | null;
                            endedAt: string | null;
                            /** @description When its queue expects to start it */
                            expectedAt: string | null;
                            /** @description How much more time it can be given at once; null where it cannot */
                            extendMinutes: number | null;
                            fields: {
                                [key: string]: string | number | boolean | null;
                            };
                            gpus: number;
                            hasTerminal: boolean;
                            host: string | null;
                            id: number;
                            /** @description It stops after so long without traffic */
                            idleMinutes: number | null;
                            /** @description Its server answers: it can be opened */
                            isReady: boolean;
                            kind: {
                                icon: string;
                                key: string;
                                name: string;
                                version: number;
                            };
                            lastActiveAt: string | null;
                            /** @description It may be extended up to here */
                            latestAt: string | null;
                            likeId: number | null;
                            memoryMb: number;
                            /** @description What it waits for, or why it ended */
                            message: string;
                            minutes: number | null;
                            /** @description Where it opens a file of the workspace, below its address; null where it opens none */
                            notebooks: string | null;
                            options: {
                                [key: string]: string | number | boolean | null;
                            };
                            /** @description Whose it is; null once the person is erased */
                            person: {
                                id: number;
                                name: string;
                            } | null;
                            queueReason: string | null;
                            readyAt: string | null;
                            resource: {
                                key: string;
                                name: string;
                            };
                            startedAt: string | null;
                            /** @enum {unknown} */
                            status: "pending" | "running" | "stopping" | "complete" | "failed";
                            steps: {
                                /** Format: date-time */
                                at: string;
                                step: string;
                                text: string;
                            }[];
                            /** @description Path of the WebSocket of its terminal, while it runs and has one */
                            terminal: string | null;
                            /** @description Since when nobody can say how it is; the rest is what was last known */
                            unreachableSince: string | null;
                            /** @description What it used of what was asked for, once it is over */
                            used: {
                                /** @description Cores in use, on average */
                                cpus: number | null;
                                peakBytes: number | null;
                                wallSeconds: number;
                            } | null;
                            workspace: {
                                id: number;
                                name: string;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/sessions/{id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Links into one of my sessions, newest first */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** Format: date-time */
                                endsAt: string;
                                id: number;
                                /** Format: date-time */
                                madeAt: string;
                                /** @enum {unknown} */
                                may: "view" | "use";
                                revokedAt: string | null;
                                /** @description When somebody last came in by it */
                                usedAt: string | null;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Make a link that lets others into a session of mine, without an account; it is shown this once */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        may: "view" | "use";
                        /** @description How long it is good */
                        minutes: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description What to give away */
                            address: string;
                            /** Format: date-time */
                            endsAt: string;
                            id: number;
                            /** Format: date-time */
                            madeAt: string;
                            /** @enum {unknown} */
                            may: "view" | "use";
                            revokedAt: string | null;
                            /** @description When somebody last came in by it */
                            usedAt: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/sessions/{id}/links/{link}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a link; whoever came in by it is out within five seconds */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    link: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/sessions/{id}/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A session as it changes, what it uses each 5 s, and the end of its log until it is ready */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description `session`: as it stands, with its steps; `log`: its last lines, for its owner; `meters`: cores and memory in use; `end`: it is over */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/sessions/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lines that a session has printed, counted from the end; an administrator gives a reason, which its owner reads */
        get: {
            parameters: {
                query?: {
                    lines?: number;
                    reason?: string;
                    skip?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            lines: string[];
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/sessions/{id}/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An address that opens a running session; one of somebody else only with a reason, which they read */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Its own server, its terminal (a WebSocket), or an open port of it */
                        door?: ("main" | "terminal") | number;
                        /** @description Below its address; its start page by default */
                        page?: string;
                        reason?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Where a browser goes: it lets one in, once, within a minute */
                            address: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/sessions/{id}/ports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Further ports of one of my sessions that can be opened in a browser */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** Format: date-time */
                                addedAt: string;
                                name: string;
                                port: number;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/sessions/{id}/ports/{port}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Open a way to what listens on a port beside the session’s own server */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    port: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date-time */
                            addedAt: string;
                            name: string;
                            port: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        /** Close a port; whoever uses it is cut off */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    port: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/sessions/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a session: what runs in it is told, and ended 10 s later; administrators of compute may, too */
        post: {
            parameters: {
                query?: {
                    /** @description Of an administrator; its owner reads it */
                    reason?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description It has a page of its own */
                            canOpen: boolean;
                            cause: string | null;
                            coreHours: number;
                            cpus: number;
                            /** Format: date-time */
                            createdAt: string;
                            deadlineAt: string | null;
                            endedAt: string | null;
                            /** @description When its queue expects to start it */
                            expectedAt: string | null;
                            /** @description How much more time it can be given at once; null where it cannot */
                            extendMinutes: number | null;
                            fields: {
                                [key: string]: string | number | boolean | null;
                            };
                            gpus: number;
                            hasTerminal: boolean;
                            host: string | null;
                            id: number;
                            /** @description It stops after so long without traffic */
                            idleMinutes: number | null;
                            /** @description Its server answers: it can be opened */
                            isReady: boolean;
                            kind: {
                                icon: string;
                                key: string;
                                name: string;
                                version: number;
                            };
                            lastActiveAt: string | null;
                            /** @description It may be extended up to here */
                            latestAt: string | null;
                            likeId: number | null;
                            memoryMb: number;
                            /** @description What it waits for, or why it ended */
                            message: string;
                            minutes: number | null;
                            /** @description Where it opens a file of the workspace, below its address; null where it opens none */
                            notebooks: string | null;
                            options: {
                                [key: string]: string | number | boolean | null;
                            };
                            /** @description Whose it is; null once the person is erased */
                            person: {
                                id: number;
                                name: string;
                            } | null;
                            queueReason: string | null;
                            readyAt: string | null;
                            resource: {
                                key: string;
                                name: string;
                            };
                            startedAt: string | null;
                            /** @enum {unknown} */
                            status: "pending" | "running" | "stopping" | "complete" | "failed";
                            steps: {
                                /** Format: date-time */
                                at: string;
                                step: string;
                                text: string;
                            }[];
                            /** @description Path of the WebSocket of its terminal, while it runs and has one */
                            terminal: string | null;
                            /** @description Since when nobody can say how it is; the rest is what was last known */
                            unreachableSince: string | null;
                            /** @description What it used of what was asked for, once it is over */
                            used: {
                                /** @description Cores in use, on average */
                                cpus: number | null;
                                peakBytes: number | null;
                                wallSeconds: number;
                            } | null;
                            workspace: {
                                id: number;
                                name: string;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Copies that I was offered, or that I gave to others, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                    side?: "received" | "sent";
                    state?: "pending" | "accepted";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                bytes: number;
                                /** Format: date-time */
                                createdAt: string;
                                description: string;
                                fault: string | null;
                                from: {
                                    id: number;
                                    name: string;
                                } | null;
                                /** @description Of the copy, which is its receiver’s workspace once it is accepted */
                                id: number;
                                name: string;
                                /** @description Null once it is deleted */
                                original: {
                                    id: number;
                                    name: string;
                                } | null;
                                /** @enum {unknown} */
                                state: "copying" | "offered" | "accepted" | "failed";
                                to: {
                                    id: number;
                                    name: string;
                                } | null;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/shares/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Decline a copy that I was offered, or cancel one that I offered; not once it is accepted */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/shares/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a copy that I was offered: it is then a workspace of mine */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Templates that a workspace can be made from */
        get: {
            parameters: {
                query?: {
                    archived?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                archived: boolean;
                                /** Format: date-time */
                                createdAt: string;
                                defaultKind: string | null;
                                description: string;
                                /** @description Their names */
                                files: string[];
                                id: number;
                                links: {
                                    dataset: string;
                                    name: string;
                                }[];
                                name: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Make a template */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        defaultKind?: string | null;
                        description?: string;
                        files?: {
                            content: string;
                            name: string;
                        }[];
                        links?: {
                            dataset: string;
                            name: string;
                        }[];
                        name: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            archived: boolean;
                            /** Format: date-time */
                            createdAt: string;
                            defaultKind: string | null;
                            description: string;
                            files: {
                                content: string;
                                name: string;
                            }[];
                            id: number;
                            links: {
                                dataset: string;
                                name: string;
                            }[];
                            name: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One template with the contents of its files */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            archived: boolean;
                            /** Format: date-time */
                            createdAt: string;
                            defaultKind: string | null;
                            description: string;
                            files: {
                                content: string;
                                name: string;
                            }[];
                            id: number;
                            links: {
                                dataset: string;
                                name: string;
                            }[];
                            name: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a template, or archive it; workspaces that were made from it stay as they are */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        archived?: boolean;
                        defaultKind?: string | null;
                        description?: string;
                        files?: {
                            content: string;
                            name: string;
                        }[];
                        links?: {
                            dataset: string;
                            name: string;
                        }[];
                        name?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            archived: boolean;
                            /** Format: date-time */
                            createdAt: string;
                            defaultKind: string | null;
                            description: string;
                            files: {
                                content: string;
                                name: string;
                            }[];
                            id: number;
                            links: {
                                dataset: string;
                                name: string;
                            }[];
                            name: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/compute/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Core hours, sessions and starts in a time; this month without one */
        get: {
            parameters: {
                query?: {
                    from?: string;
                    /** @description Everybody is for those who run compute */
                    of?: "me" | "everybody";
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {unknown} */
                            by: "day" | "month";
                            coreHours: number;
                            course: {
                                /** Format: date-time */
                                at: string;
                                coreHours: number;
                                cpuHours: number;
                            }[];
                            cpuHours: number;
                            failed: number;
                            /** Format: date-time */
                            from: string;
                            kinds: {
                                coreHours: number;
                                cpuHours: number;
                                failed: number;
                                kind: string;
                                meanMinutes: number;
                                name: string;
                                sessions: number;
                            }[];
                            people: {
                                account: number | null;
                                coreHours: number;
                                cpuHours: number;
                                diskBytes: number;
                                failed: number;
                                name: string;
                                sessions: number;
                                workspaces: number;
                            }[];
                            sessions: number;
                            starts: {
                                count: number;
                                medianSeconds: number | null;
                                over5Minutes: number;
                                slowest5Seconds: number | null;
                            };
                            /** Format: date-time */
                            to: string;
                            workspacesMade: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/webhook-deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One delivery with what was sent and the first part of the answer */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            answer: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description The same at every try, as the receiver sees it */
                            delivery: string;
                            durationMs: number | null;
                            event: string;
                            id: number;
                            nextAt: string | null;
                            problem: string | null;
                            sent: string;
                            state: "waiting" | "delivered" | "failed";
                            status: number | null;
                            triedAt: string | null;
                            tries: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/webhook-deliveries/{id}/again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send it once more under the same id, with all its tries */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My webhooks, oldest first, with the events that there are */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            events: {
                                name: string;
                                title: string;
                            }[];
                            items: {
                                active: boolean;
                                address: string;
                                /** Format: date-time */
                                createdAt: string;
                                events: string[];
                                failingSince: string | null;
                                id: number;
                                previousSecretUntil: string | null;
                                stopped: "by-hand" | "failing" | null;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Make a webhook; its secret is shown this once */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        address: string;
                        events: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            secret: string;
                            webhook: {
                                active: boolean;
                                address: string;
                                /** Format: date-time */
                                createdAt: string;
                                events: string[];
                                failingSince: string | null;
                                id: number;
                                previousSecretUntil: string | null;
                                stopped: "by-hand" | "failing" | null;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One webhook */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            active: boolean;
                            address: string;
                            /** Format: date-time */
                            createdAt: string;
                            events: string[];
                            failingSince: string | null;
                            id: number;
                            previousSecretUntil: string | null;
                            stopped: "by-hand" | "failing" | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        /** Remove a webhook and its log */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        /** Change a webhook, or turn it off and on */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        active?: boolean;
                        address?: string;
                        events?: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            active: boolean;
                            address: string;
                            /** Format: date-time */
                            createdAt: string;
                            events: string[];
                            failingSince: string | null;
                            id: number;
                            previousSecretUntil: string | null;
                            stopped: "by-hand" | "failing" | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/compute/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was sent to it in the last 30 days, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                    state?: "waiting" | "delivered" | "failed";
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** Format: date-time */
                                createdAt: string;
                                /** @description The same at every try, as the receiver sees it */
                                delivery: string;
                                durationMs: number | null;
                                event: string;
                                id: number;
                                nextAt: string | null;
                                problem: string | null;
                                state: "waiting" | "delivered" | "failed";
                                status: number | null;
                                triedAt: string | null;
                                tries: number;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/webhooks/{id}/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test; what came back is in the log */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/webhooks/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give it a new secret, shown this once; for a day the old one signs as well */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            secret: string;
                            webhook: {
                                active: boolean;
                                address: string;
                                /** Format: date-time */
                                createdAt: string;
                                events: string[];
                                failingSince: string | null;
                                id: number;
                                previousSecretUntil: string | null;
                                stopped: "by-hand" | "failing" | null;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My workspaces, newest first, each with the session that says most of it */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                    search?: string;
                    state?: "current" | "trash";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                changedAt: string | null;
                                /** Format: date-time */
                                createdAt: string;
                                /** @description Key of the session kind to launch */
                                defaultKind: string | null;
                                description: string;
                                diskBytes: number;
                                /** @description When it leaves the trash for good */
                                erasesAt: string | null;
                                /** @description What is wrong when the status is error */
                                fault: string | null;
                                files: number;
                                id: number;
                                launchedAt: string | null;
                                links: number;
                                name: string;
                                /** @description When its files were last counted */
                                scannedAt: string | null;
                                /** @description The one that says most: which can be opened, else which is under way, else the last one */
                                session: {
                                    /** @description It has a page of its own */
                                    canOpen: boolean;
                                    cause: string | null;
                                    coreHours: number;
                                    cpus: number;
                                    /** Format: date-time */
                                    createdAt: string;
                                    deadlineAt: string | null;
                                    endedAt: string | null;
                                    /** @description When its queue expects to start it */
                                    expectedAt: string | null;
                                    /** @description How much more time it can be given at once; null where it cannot */
                                    extendMinutes: number | null;
                                    gpus: number;
                                    hasTerminal: boolean;
                                    host: string | null;
                                    id: number;
                                    /** @description It stops after so long without traffic */
                                    idleMinutes: number | null;
                                    /** @description Its server answers: it can be opened */
                                    isReady: boolean;
                                    kind: {
                                        icon: string;
                                        key: string;
                                        name: string;
                                        version: number;
                                    };
                                    lastActiveAt: string | null;
                                    /** @description It may be extended up to here */
                                    latestAt: string | null;
                                    memoryMb: number;
                                    /** @description What it waits for, or why it ended */
                                    message: string;
                                    minutes: number | null;
                                    /** @description Where it opens a file of the workspace, below its address; null where it opens none */
                                    notebooks: string | null;
                                    /** @description Whose it is; null once the person is erased */
                                    person: {
                                        id: number;
                                        name: string;
                                    } | null;
                                    queueReason: string | null;
                                    readyAt: string | null;
                                    resource: {
                                        key: string;
                                        name: string;
                                    };
                                    startedAt: string | null;
                                    /** @enum {unknown} */
                                    status: "pending" | "running" | "stopping" | "complete" | "failed";
                                    /** @description Since when nobody can say how it is; the rest is what was last known */
                                    unreachableSince: string | null;
                                    /** @description What it used of what was asked for, once it is over */
                                    used: {
                                        /** @description Cores in use, on average */
                                        cpus: number | null;
                                        peakBytes: number | null;
                                        wallSeconds: number;
                                    } | null;
                                    workspace: {
                                        id: number;
                                        name: string;
                                    };
                                } | null;
                                /** @description That were ever started in it */
                                sessions: number;
                                /** @description Who gave this copy */
                                sharedBy: string | null;
                                /** @description Copies of it that others have or were offered */
                                shares: number;
                                /** @enum {unknown} */
                                status: "initializing" | "idle" | "active" | "deleting" | "error";
                                template: string | null;
                                trashedAt: string | null;
                            }[];
                            next: number | null;
                            total: {
                                count: number;
                                /** @description False when there are more than are counted */
                                exact: boolean;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Make a workspace, empty or from a template, with links to data sets */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        datasets?: string[];
                        defaultKind?: string | null;
                        description?: string;
                        name: string;
                        template?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            changedAt: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description Key of the session kind to launch */
                            defaultKind: string | null;
                            description: string;
                            diskBytes: number;
                            /** @description When it leaves the trash for good */
                            erasesAt: string | null;
                            /** @description What is wrong when the status is error */
                            fault: string | null;
                            files: number;
                            /** @description Below the folder of all workspaces */
                            folder: string;
                            id: number;
                            launchedAt: string | null;
                            /** @description Links to data, as far as they were counted */
                            linked: {
                                dataset: {
                                    key: string;
                                    title: string;
                                } | null;
                                name: string;
                            }[];
                            links: number;
                            name: string;
                            /** @description When its files were last counted */
                            scannedAt: string | null;
                            /** @description The one that says most: which can be opened, else which is under way, else the last one */
                            session: {
                                /** @description It has a page of its own */
                                canOpen: boolean;
                                cause: string | null;
                                coreHours: number;
                                cpus: number;
                                /** Format: date-time */
                                createdAt: string;
                                deadlineAt: string | null;
                                endedAt: string | null;
                                /** @description When its queue expects to start it */
                                expectedAt: string | null;
                                /** @description How much more time it can be given at once; null where it cannot */
                                extendMinutes: number | null;
                                gpus: number;
                                hasTerminal: boolean;
                                host: string | null;
                                id: number;
                                /** @description It stops after so long without traffic */
                                idleMinutes: number | null;
                                /** @description Its server answers: it can be opened */
                                isReady: boolean;
                                kind: {
                                    icon: string;
                                    key: string;
                                    name: string;
                                    version: number;
                                };
                                lastActiveAt: string | null;
                                /** @description It may be extended up to here */
                                latestAt: string | null;
                                memoryMb: number;
                                /** @description What it waits for, or why it ended */
                                message: string;
                                minutes: number | null;
                                /** @description Where it opens a file of the workspace, below its address; null where it opens none */
                                notebooks: string | null;
                                /** @description Whose it is; null once the person is erased */
                                person: {
                                    id: number;
                                    name: string;
                                } | null;
                                queueReason: string | null;
                                readyAt: string | null;
                                resource: {
                                    key: string;
                                    name: string;
                                };
                                startedAt: string | null;
                                /** @enum {unknown} */
                                status: "pending" | "running" | "stopping" | "complete" | "failed";
                                /** @description Since when nobody can say how it is; the rest is what was last known */
                                unreachableSince: string | null;
                                /** @description What it used of what was asked for, once it is over */
                                used: {
                                    /** @description Cores in use, on average */
                                    cpus: number | null;
                                    peakBytes: number | null;
                                    wallSeconds: number;
                                } | null;
                                workspace: {
                                    id: number;
                                    name: string;
                                };
                            } | null;
                            /** @description That were ever started in it */
                            sessions: number;
                            /** @description Who gave this copy */
                            sharedBy: string | null;
                            /** @description Copies of it that others have or were offered */
                            shares: number;
                            /** @enum {unknown} */
                            status: "initializing" | "idle" | "active" | "deleting" | "error";
                            template: string | null;
                            trashedAt: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of my workspaces; also while it is in the trash */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            changedAt: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description Key of the session kind to launch */
                            defaultKind: string | null;
                            description: string;
                            diskBytes: number;
                            /** @description When it leaves the trash for good */
                            erasesAt: string | null;
                            /** @description What is wrong when the status is error */
                            fault: string | null;
                            files: number;
                            /** @description Below the folder of all workspaces */
                            folder: string;
                            id: number;
                            launchedAt: string | null;
                            /** @description Links to data, as far as they were counted */
                            linked: {
                                dataset: {
                                    key: string;
                                    title: string;
                                } | null;
                                name: string;
                            }[];
                            links: number;
                            name: string;
                            /** @description When its files were last counted */
                            scannedAt: string | null;
                            /** @description The one that says most: which can be opened, else which is under way, else the last one */
                            session: {
                                /** @description It has a page of its own */
                                canOpen: boolean;
                                cause: string | null;
                                coreHours: number;
                                cpus: number;
                                /** Format: date-time */
                                createdAt: string;
                                deadlineAt: string | null;
                                endedAt: string | null;
                                /** @description When its queue expects to start it */
                                expectedAt: string | null;
                                /** @description How much more time it can be given at once; null where it cannot */
                                extendMinutes: number | null;
                                gpus: number;
                                hasTerminal: boolean;
                                host: string | null;
                                id: number;
                                /** @description It stops after so long without traffic */
                                idleMinutes: number | null;
                                /** @description Its server answers: it can be opened */
                                isReady: boolean;
                                kind: {
                                    icon: string;
                                    key: string;
                                    name: string;
                                    version: number;
                                };
                                lastActiveAt: string | null;
                                /** @description It may be extended up to here */
                                latestAt: string | null;
                                memoryMb: number;
                                /** @description What it waits for, or why it ended */
                                message: string;
                                minutes: number | null;
                                /** @description Where it opens a file of the workspace, below its address; null where it opens none */
                                notebooks: string | null;
                                /** @description Whose it is; null once the person is erased */
                                person: {
                                    id: number;
                                    name: string;
                                } | null;
                                queueReason: string | null;
                                readyAt: string | null;
                                resource: {
                                    key: string;
                                    name: string;
                                };
                                startedAt: string | null;
                                /** @enum {unknown} */
                                status: "pending" | "running" | "stopping" | "complete" | "failed";
                                /** @description Since when nobody can say how it is; the rest is what was last known */
                                unreachableSince: string | null;
                                /** @description What it used of what was asked for, once it is over */
                                used: {
                                    /** @description Cores in use, on average */
                                    cpus: number | null;
                                    peakBytes: number | null;
                                    wallSeconds: number;
                                } | null;
                                workspace: {
                                    id: number;
                                    name: string;
                                };
                            } | null;
                            /** @description That were ever started in it */
                            sessions: number;
                            /** @description Who gave this copy */
                            sharedBy: string | null;
                            /** @description Copies of it that others have or were offered */
                            shares: number;
                            /** @enum {unknown} */
                            status: "initializing" | "idle" | "active" | "deleting" | "error";
                            template: string | null;
                            trashedAt: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        /** Delete one of my workspaces: into the trash, after the end of a session that is stopping */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        /** Change the name, the description or the session kind that goes with one of my workspaces */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        defaultKind?: string | null;
                        description?: string;
                        name?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            changedAt: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description Key of the session kind to launch */
                            defaultKind: string | null;
                            description: string;
                            diskBytes: number;
                            /** @description When it leaves the trash for good */
                            erasesAt: string | null;
                            /** @description What is wrong when the status is error */
                            fault: string | null;
                            files: number;
                            /** @description Below the folder of all workspaces */
                            folder: string;
                            id: number;
                            launchedAt: string | null;
                            /** @description Links to data, as far as they were counted */
                            linked: {
                                dataset: {
                                    key: string;
                                    title: string;
                                } | null;
                                name: string;
                            }[];
                            links: number;
                            name: string;
                            /** @description When its files were last counted */
                            scannedAt: string | null;
                            /** @description The one that says most: which can be opened, else which is under way, else the last one */
                            session: {
                                /** @description It has a page of its own */
                                canOpen: boolean;
                                cause: string | null;
                                coreHours: number;
                                cpus: number;
                                /** Format: date-time */
                                createdAt: string;
                                deadlineAt: string | null;
                                endedAt: string | null;
                                /** @description When its queue expects to start it */
                                expectedAt: string | null;
                                /** @description How much more time it can be given at once; null where it cannot */
                                extendMinutes: number | null;
                                gpus: number;
                                hasTerminal: boolean;
                                host: string | null;
                                id: number;
                                /** @description It stops after so long without traffic */
                                idleMinutes: number | null;
                                /** @description Its server answers: it can be opened */
                                isReady: boolean;
                                kind: {
                                    icon: string;
                                    key: string;
                                    name: string;
                                    version: number;
                                };
                                lastActiveAt: string | null;
                                /** @description It may be extended up to here */
                                latestAt: string | null;
                                memoryMb: number;
                                /** @description What it waits for, or why it ended */
                                message: string;
                                minutes: number | null;
                                /** @description Where it opens a file of the workspace, below its address; null where it opens none */
                                notebooks: string | null;
                                /** @description Whose it is; null once the person is erased */
                                person: {
                                    id: number;
                                    name: string;
                                } | null;
                                queueReason: string | null;
                                readyAt: string | null;
                                resource: {
                                    key: string;
                                    name: string;
                                };
                                startedAt: string | null;
                                /** @enum {unknown} */
                                status: "pending" | "running" | "stopping" | "complete" | "failed";
                                /** @description Since when nobody can say how it is; the rest is what was last known */
                                unreachableSince: string | null;
                                /** @description What it used of what was asked for, once it is over */
                                used: {
                                    /** @description Cores in use, on average */
                                    cpus: number | null;
                                    peakBytes: number | null;
                                    wallSeconds: number;
                                } | null;
                                workspace: {
                                    id: number;
                                    name: string;
                                };
                            } | null;
                            /** @description That were ever started in it */
                            sessions: number;
                            /** @description Who gave this copy */
                            sharedBy: string | null;
                            /** @description Copies of it that others have or were offered */
                            shares: number;
                            /** @enum {unknown} */
                            status: "initializing" | "idle" | "active" | "deleting" | "error";
                            template: string | null;
                            trashedAt: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/compute/workspaces/{id}/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Link data sets into one of my workspaces, each below the folder datasets */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        datasets: string[];
                    };
                };
            };
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What lies in a folder, folders first; the workspace itself without a path */
        get: {
            parameters: {
                query?: {
                    after?: string;
                    /** @description Also names that begin with a dot */
                    hidden?: boolean;
                    limit?: number;
                    path?: string;
                    search?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            count: number;
                            items: {
                                /** Format: date-time */
                                changedAt: string;
                                /** @enum {unknown} */
                                kind: "folder" | "file" | "link" | "other";
                                name: string;
                                /** @description Of a folder as it was last counted; unknown is null */
                                size: number | null;
                                /** @description Where a link leads */
                                target: string | null;
                            }[];
                            /** @description Send it as `after` */
                            next: string | null;
                            path: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces/{id}/files/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file as it lies there; a download that was cut goes on where it was */
        get: {
            parameters: {
                query: {
                    path: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        /** Save a text: over the file of that tag, or as a new one without a tag */
        put: {
            parameters: {
                query: {
                    path: string;
                };
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        text: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date-time */
                            changedAt: string;
                            size: number;
                            tag: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces/{id}/files/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a file, a link or a folder another name or place; nothing is overwritten */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        from: string;
                        to: string;
                    };
                };
            };
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces/{id}/files/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a page shows of a file: the start of a text, the cells of a notebook, or what it is */
        get: {
            parameters: {
                query: {
                    path: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            cellCount?: number;
                            cells?: {
                                count: number | null;
                                /** @enum {unknown} */
                                kind: "code" | "text" | "raw";
                                outputs: {
                                    /** @enum {boolean} */
                                    error?: true;
                                    image?: {
                                        data: string;
                                        /** @enum {unknown} */
                                        type: "image/png" | "image/jpeg" | "image/gif";
                                    };
                                    text?: string;
                                }[];
                                source: string;
                            }[];
                            /** Format: date-time */
                            changedAt: string;
                            /** @description Only the first 262144 bytes are here */
                            cut?: boolean;
                            /** @enum {unknown} */
                            encoding?: "utf-8" | "utf-16";
                            kernel?: string | null;
                            /** @enum {unknown} */
                            kind: "text" | "image" | "notebook" | "volume" | "other";
                            name: string;
                            size: number;
                            /** @description Send it as `If-Match` to save over exactly these bytes */
                            tag: string;
                            text?: string;
                            /** @enum {unknown} */
                            type?: "image/png" | "image/jpeg" | "image/gif" | "image/webp";
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces/{id}/files/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move files, links and folders into the trash of their workspace; from there they go for good */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        paths: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description To put it back; null when it is gone for good */
                            id: string | null;
                            paths: string[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces/{id}/files/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put back what was moved into the trash */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id: string;
                        paths: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            paths: string[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces/{id}/files/zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A folder as a zip; links are left out */
        get: {
            parameters: {
                query?: {
                    path?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces/{id}/folders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a folder */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        path: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            path: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces/{id}/for-good": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Erase one of my workspaces that is in the trash, with all its files */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces/{id}/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to one of my workspaces and its sessions, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                action: string;
                                /** Format: date-time */
                                at: string;
                                details: unknown;
                                new: unknown;
                                old: unknown;
                                reason: string | null;
                                seq: number;
                                /** @description Null where the server did it by itself */
                                who: string | null;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring one of my workspaces back out of the trash */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a session in a workspace; the answer says that it is asked for, not that it is ready */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        fields?: {
                            [key: string]: string | number | boolean | null;
                        };
                        kind?: string;
                        /** @description A session of mine: what the body leaves out is as it was there */
                        like?: number;
                        options?: {
                            [key: string]: string | number | boolean | null;
                        };
                        resource?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description It has a page of its own */
                            canOpen: boolean;
                            cause: string | null;
                            coreHours: number;
                            cpus: number;
                            /** Format: date-time */
                            createdAt: string;
                            deadlineAt: string | null;
                            endedAt: string | null;
                            /** @description When its queue expects to start it */
                            expectedAt: string | null;
                            /** @description How much more time it can be given at once; null where it cannot */
                            extendMinutes: number | null;
                            fields: {
                                [key: string]: string | number | boolean | null;
                            };
                            gpus: number;
                            hasTerminal: boolean;
                            host: string | null;
                            id: number;
                            /** @description It stops after so long without traffic */
                            idleMinutes: number | null;
                            /** @description Its server answers: it can be opened */
                            isReady: boolean;
                            kind: {
                                icon: string;
                                key: string;
                                name: string;
                                version: number;
                            };
                            lastActiveAt: string | null;
                            /** @description It may be extended up to here */
                            latestAt: string | null;
                            likeId: number | null;
                            memoryMb: number;
                            /** @description What it waits for, or why it ended */
                            message: string;
                            minutes: number | null;
                            /** @description Where it opens a file of the workspace, below its address; null where it opens none */
                            notebooks: string | null;
                            options: {
                                [key: string]: string | number | boolean | null;
                            };
                            /** @description Whose it is; null once the person is erased */
                            person: {
                                id: number;
                                name: string;
                            } | null;
                            queueReason: string | null;
                            readyAt: string | null;
                            resource: {
                                key: string;
                                name: string;
                            };
                            startedAt: string | null;
                            /** @enum {unknown} */
                            status: "pending" | "running" | "stopping" | "complete" | "failed";
                            steps: {
                                /** Format: date-time */
                                at: string;
                                step: string;
                                text: string;
                            }[];
                            /** @description Path of the WebSocket of its terminal, while it runs and has one */
                            terminal: string | null;
                            /** @description Since when nobody can say how it is; the rest is what was last known */
                            unreachableSince: string | null;
                            /** @description What it used of what was asked for, once it is over */
                            used: {
                                /** @description Cores in use, on average */
                                cpus: number | null;
                                peakBytes: number | null;
                                wallSeconds: number;
                            } | null;
                            workspace: {
                                id: number;
                                name: string;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces/{id}/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** To whom copies of one of my workspaces were given, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                bytes: number;
                                /** Format: date-time */
                                createdAt: string;
                                description: string;
                                fault: string | null;
                                from: {
                                    id: number;
                                    name: string;
                                } | null;
                                /** @description Of the copy, which is its receiver’s workspace once it is accepted */
                                id: number;
                                name: string;
                                /** @description Null once it is deleted */
                                original: {
                                    id: number;
                                    name: string;
                                } | null;
                                /** @enum {unknown} */
                                state: "copying" | "offered" | "accepted" | "failed";
                                to: {
                                    id: number;
                                    name: string;
                                } | null;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Offer each of these people a copy of their own of one of my workspaces, as it is now */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        people: number[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                bytes: number;
                                /** Format: date-time */
                                createdAt: string;
                                description: string;
                                fault: string | null;
                                from: {
                                    id: number;
                                    name: string;
                                } | null;
                                /** @description Of the copy, which is its receiver’s workspace once it is accepted */
                                id: number;
                                name: string;
                                /** @description Null once it is deleted */
                                original: {
                                    id: number;
                                    name: string;
                                } | null;
                                /** @enum {unknown} */
                                state: "copying" | "offered" | "accepted" | "failed";
                                to: {
                                    id: number;
                                    name: string;
                                } | null;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces/{id}/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Uploads that have not ended, oldest first */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                doneAt: string | null;
                                /** Format: date-time */
                                expiresAt: string;
                                id: number;
                                /** Format: date-time */
                                madeAt: string;
                                offset: number;
                                path: string;
                                replaces: boolean;
                                size: number;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Begin an upload (tus); metadata: `path` and, to take the place of a file, `replace` */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "tus-resumable"?: string;
                    "upload-length"?: string;
                    "upload-metadata"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            doneAt: string | null;
                            /** Format: date-time */
                            expiresAt: string;
                            id: number;
                            /** Format: date-time */
                            madeAt: string;
                            offset: number;
                            path: string;
                            replaces: boolean;
                            size: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compute/workspaces/{id}/uploads/{upload}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where an upload stands; tus asks the same by HEAD */
        get: {
            parameters: {
                query?: never;
                header?: {
                    "tus-resumable"?: string;
                };
                path: {
                    id: number;
                    upload: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            doneAt: string | null;
                            /** Format: date-time */
                            expiresAt: string;
                            id: number;
                            /** Format: date-time */
                            madeAt: string;
                            offset: number;
                            path: string;
                            replaces: boolean;
                            size: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        /** Forget an upload, and what came of it (tus) */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    "tus-resumable"?: string;
                };
                path: {
                    id: number;
                    upload: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        /** The next bytes of an upload (tus), as application/offset+octet-stream */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "tus-resumable"?: string;
                    "upload-offset"?: string;
                };
                path: {
                    id: number;
                    upload: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/compute/workspaces/{id}/visits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at another person’s files for an hour; that person is told why */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date-time */
                            endsAt: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/demo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether there are sample data */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description How far it is, of 100 */
                            done: number;
                            state: "none" | "filling" | "there" | "removing" | "failed";
                            /** @description What is being made, or why it failed */
                            text: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Fill with sample data, in the background: people, groups, and a study with its submissions */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description How many take part in the study */
                        participants?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description How far it is, of 100 */
                            done: number;
                            state: "none" | "filling" | "there" | "removing" | "failed";
                            /** @description What is being made, or why it failed */
                            text: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        /** Remove the sample data, in the background: exactly what was made for them */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description How far it is, of 100 */
                            done: number;
                            state: "none" | "filling" | "there" | "removing" | "failed";
                            /** @description What is being made, or why it failed */
                            text: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/feed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Entries of the journal as they happen, as server-sent events */
        get: {
            parameters: {
                query?: never;
                header?: {
                    "last-event-id"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A stream that goes on; `id` is the place of the entry */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Groups */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    limit?: number;
                    search?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                id: number;
                                members: number;
                                name: string;
                                roles: string[];
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Make a group */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                            members: number;
                            name: string;
                            roles: string[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One group */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                            members: number;
                            name: string;
                            roles: string[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        /** Remove a group with the roles that it carries; its people stay */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        /** Rename a group */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                            name: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/groups/{id}/members/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Put an account into a group */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account: number;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        /** Take an account out of a group */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account: number;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/groups/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set the roles that a group carries */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        roles: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            roles: string[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How each part of the installation stands, as of the last look */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            database: "sqlite" | "postgres";
                            disk: {
                                folder: string;
                                freeBytes: number;
                                full: boolean;
                                fullInDays: number | null;
                                reserveBytes: number;
                                samples: {
                                    day: string;
                                    freeBytes: number;
                                }[];
                                totalBytes: number;
                            };
                            /** @description The worst of all; null before the first look */
                            level: ("ok" | "warning" | "failing") | null;
                            parts: {
                                /** @description How it stands */
                                finding: string | null;
                                /** @description What mends it */
                                fix: string | null;
                                lastGoodAt: string | null;
                                level: "ok" | "warning" | "failing";
                                /** Format: date-time */
                                lookedAt: string;
                                name: string;
                                /** Format: date-time */
                                since: string;
                            }[];
                            /** Format: date-time */
                            startedAt: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have everything looked at now */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is mine and what runs now, over all services */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            checklist: {
                                done: boolean;
                                href: string;
                                key: string;
                                text: string;
                                title: string;
                            }[] | null;
                            comingUp: {
                                /** Format: date-time */
                                at: string;
                                href: string;
                                key: string;
                                /** @description The service; null is the server itself */
                                service: string | null;
                                title: string;
                            }[];
                            limits: {
                                href: string | null;
                                key: string;
                                most: number;
                                title: string;
                                unit: "bytes" | "count";
                                used: number;
                            }[];
                            needs: {
                                /** @description What the link does, in words */
                                act: string;
                                href: string;
                                key: string;
                                look: "attention" | "failed";
                                /** @description The service; null is the server itself */
                                service: string | null;
                                text: string;
                                title: string;
                            }[];
                            recent: {
                                /** Format: date-time */
                                at: string;
                                href: string;
                                key: string;
                                kind: string;
                                look: "running" | "waiting" | "done" | "open" | "attention" | "failed" | "stopped" | "draft";
                                /** @description The service; null is the server itself */
                                service: string | null;
                                state: string;
                                text: string;
                                title: string;
                            }[];
                            running: {
                                /**
                                 * @description Its own page can be opened at once; else `href` shows it
                                 * @enum {string}
                                 */
                                act?: "Open";
                                done: number | null;
                                href: string;
                                key: string;
                                look: "running" | "waiting" | "done" | "open" | "attention" | "failed" | "stopped" | "draft";
                                /** @description The service; null is the server itself */
                                service: string | null;
                                /** Format: date-time */
                                since: string;
                                state: string;
                                text: string;
                                title: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/checklist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Put away the checklist of a new installation, or back */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        shown: boolean;
                    };
                };
            };
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/installation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this installation is called, and how one signs in here */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Whom to ask when one cannot get in */
                            contact: string | null;
                            language: "en" | "nl";
                            name: string;
                            services: {
                                name: string;
                                state: "up" | "trouble";
                                /** @description In a sentence */
                                trouble: string | null;
                            }[];
                            /** @description Whether its first administrator has come in */
                            setUp: boolean;
                            signIn: {
                                outside: {
                                    name: string;
                                } | null;
                                /** @description Whether browsers can use passkeys at this address */
                                passkeys: boolean;
                                password: boolean;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Invitations, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                    /** @description Only those that can be accepted now */
                    open?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                acceptedAt: string | null;
                                /** @description Whom it became */
                                account: number | null;
                                /** Format: date-time */
                                createdAt: string;
                                email: string;
                                /** Format: date-time */
                                expiresAt: string;
                                firstName: string;
                                id: number;
                                inviter: string | null;
                                lastName: string;
                                /** @description What became of its mail: queued, sent, failed, or kept where there is no mail server */
                                mail: string | null;
                                roles: string[];
                                state: "invited" | "expired" | "accepted" | "withdrawn";
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Invite somebody by mail */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        email: string;
                        firstName?: string;
                        groups?: number[];
                        language?: "en" | "nl";
                        lastName?: string;
                        roles?: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            acceptedAt: string | null;
                            /** @description Whom it became */
                            account: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            email: string;
                            /** Format: date-time */
                            expiresAt: string;
                            firstName: string;
                            id: number;
                            inviter: string | null;
                            lastName: string;
                            /** @description What became of its mail: queued, sent, failed, or kept where there is no mail server */
                            mail: string | null;
                            roles: string[];
                            state: "invited" | "expired" | "accepted" | "withdrawn";
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraw an invitation */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send an invitation again, with a new link for another 7 days */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            acceptedAt: string | null;
                            /** @description Whom it became */
                            account: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            email: string;
                            /** Format: date-time */
                            expiresAt: string;
                            firstName: string;
                            id: number;
                            inviter: string | null;
                            lastName: string;
                            /** @description What became of its mail: queued, sent, failed, or kept where there is no mail server */
                            mail: string | null;
                            roles: string[];
                            state: "invited" | "expired" | "accepted" | "withdrawn";
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept an invitation: makes the account and signs it in */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        firstName?: string;
                        lastName?: string;
                        name: string;
                        password: string;
                        secret: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            account: {
                                administrator: boolean;
                                /** Format: date-time */
                                createdAt: string;
                                disabled: boolean;
                                email: string | null;
                                firstName: string;
                                id: number;
                                kind: "person" | "service";
                                lastName: string;
                                lastSignInAt: string | null;
                                name: string;
                            };
                            /** @description What this installation is called */
                            installation: string;
                            roles: string[];
                            /** @description Those that the account may use */
                            services: string[];
                            via: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at an invitation by the secret of its link */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        secret: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            email: string;
                            /** Format: date-time */
                            expiresAt: string;
                            firstName: string;
                            inviter: string | null;
                            language: string;
                            lastName: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Background jobs that have not ended, newest first */
        get: {
            parameters: {
                query?: {
                    before?: string;
                    /** @description How its name begins */
                    kind?: string;
                    limit?: number;
                    state?: "waiting" | "running" | "failed";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            counts: {
                                failed: number;
                                running: number;
                                waiting: number;
                            };
                            items: {
                                attempts: number;
                                /** @description False while it runs on another node */
                                cancellable: boolean;
                                /** Format: date-time */
                                createdAt: string;
                                id: string;
                                key: string | null;
                                /** @description The service, or the part of the kernel */
                                kind: string;
                                lastError: string | null;
                                maxAttempts: number;
                                name: string;
                                /** Format: date-time */
                                runAt: string;
                                state: "waiting" | "running" | "failed";
                            }[];
                            next: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove a job; one that runs is told to end */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a job now, with all its tries */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/retry-failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run all failed jobs now, or those of one kind */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description How its name begins */
                        kind?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            retried: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is asked for at fixed times */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                cron: string;
                                job: string;
                                lastAt: string | null;
                                name: string;
                                /** Format: date-time */
                                nextAt: string;
                                timezone: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, newest first. A page may be short before the end: go on while there is a next */
        get: {
            parameters: {
                query?: {
                    account?: number;
                    action?: string;
                    address?: string;
                    before?: number;
                    from?: string;
                    /** @description How the action begins, such as account or collection.grant */
                    kind?: string;
                    limit?: number;
                    object?: string;
                    requestId?: string;
                    /** @description In the name, the object, the action or the address */
                    search?: string;
                    /** @description A service, or kernel */
                    service?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                account: {
                                    fullName: string | null;
                                    id: number;
                                    name: string | null;
                                } | null;
                                action: string;
                                /** @description The name of whoever did it without an account, such as a user of the command line */
                                actor: string | null;
                                /** Format: date-time */
                                at: string;
                                count: number;
                                credential: string | null;
                                details: unknown;
                                new: unknown;
                                object: string | null;
                                /** @description What an account or a group is called today */
                                objectName: string | null;
                                old: unknown;
                                personal: unknown;
                                reason: string | null;
                                requestId: string | null;
                                seq: number;
                                service: string | null;
                                via: string;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/journal/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One entry with its place in the chain */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            account: {
                                fullName: string | null;
                                id: number;
                                name: string | null;
                            } | null;
                            action: string;
                            /** @description The name of whoever did it without an account, such as a user of the command line */
                            actor: string | null;
                            /** Format: date-time */
                            at: string;
                            count: number;
                            credential: string | null;
                            details: unknown;
                            hash: string;
                            hashBefore: string | null;
                            new: unknown;
                            object: string | null;
                            /** @description What an account or a group is called today */
                            objectName: string | null;
                            old: unknown;
                            personal: unknown;
                            reason: string | null;
                            requestId: string | null;
                            seq: number;
                            service: string | null;
                            via: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/journal/chain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the chain of the journal is intact, as of its last check */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            checked: number;
                            checkedAt: string | null;
                            finding: string | null;
                            head: {
                                hash: string;
                                seq: number;
                            };
                            state: "intact" | "broken" | "unchecked";
                            wholeAt: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/journal/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many entries match: exact up to 10,000 */
        get: {
            parameters: {
                query?: {
                    account?: number;
                    action?: string;
                    address?: string;
                    from?: string;
                    /** @description How the action begins, such as account or collection.grant */
                    kind?: string;
                    object?: string;
                    requestId?: string;
                    /** @description In the name, the object, the action or the address */
                    search?: string;
                    /** @description A service, or kernel */
                    service?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            count: number;
                            exact: boolean;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/journal/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All entries that match, newest first, as a stream. It is an entry of the journal itself */
        get: {
            parameters: {
                query?: {
                    account?: number;
                    action?: string;
                    address?: string;
                    format?: "csv" | "jsonl";
                    from?: string;
                    /** @description How the action begins, such as account or collection.grant */
                    kind?: string;
                    object?: string;
                    requestId?: string;
                    /** @description In the name, the object, the action or the address */
                    search?: string;
                    /** @description A service, or kernel */
                    service?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The entries */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/jsonl": string;
                        "text/csv": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/journal/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have the whole chain checked in the background */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/mails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Mails, newest first, without their texts */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                    search?: string;
                    state?: "queued" | "sent" | "kept" | "failed";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            counts: {
                                failed: number;
                                kept: number;
                                queued: number;
                                sent: number;
                            };
                            items: {
                                attempts: number;
                                /** Format: date-time */
                                createdAt: string;
                                id: number;
                                lastError: string | null;
                                sentAt: string | null;
                                state: "queued" | "sent" | "kept" | "failed";
                                subject: string;
                                template: string;
                                to: string;
                            }[];
                            next: number | null;
                            /** @description Whether a mail server is set */
                            server: boolean;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/mails/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A mail with its text; that somebody read it is in the journal */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            attachment: {
                                name: string;
                                text: string;
                                type: string;
                            } | null;
                            attempts: number;
                            /** Format: date-time */
                            createdAt: string;
                            id: number;
                            lastError: string | null;
                            sentAt: string | null;
                            state: "queued" | "sent" | "kept" | "failed";
                            subject: string;
                            template: string;
                            text: string;
                            to: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        /** Throw away a mail that was not sent */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/mails/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a failed or kept mail again */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/mails/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try all failed mails again, or all that were kept */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        state: "failed" | "kept";
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            retried: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/mails/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test mail to oneself */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                            state: "queued" | "sent" | "kept" | "failed";
                            to: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My account */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            administrator: boolean;
                            /** Format: date-time */
                            createdAt: string;
                            disabled: boolean;
                            email: string | null;
                            firstName: string;
                            id: number;
                            kind: "person" | "service";
                            lastName: string;
                            lastSignInAt: string | null;
                            name: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change my name or address */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        email?: string | null;
                        firstName?: string;
                        lastName?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            administrator: boolean;
                            /** Format: date-time */
                            createdAt: string;
                            disabled: boolean;
                            email: string | null;
                            firstName: string;
                            id: number;
                            kind: "person" | "service";
                            lastName: string;
                            lastSignInAt: string | null;
                            name: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/me/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What stands in the way of erasing me, and what would stay */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Until when scheduled backups still hold what is erased now */
                            backupsUntil: string | null;
                            /** @description Why it cannot be done yet, and what to do */
                            obstacles: string[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Erase me: it cannot be undone */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Until when scheduled backups still hold what is erased now */
                            backupsUntil: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that is held of me, as a zip of JSON files */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description account.json, sign-ins, tokens, notices and what I did line by line, and a file of each service */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/zip": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How I sign in */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            passkeys: {
                                /** Format: date-time */
                                createdAt: string;
                                id: number;
                                lastUsedAt: string | null;
                                name: string;
                            }[];
                            /** @description Browsers allow them at this address */
                            passkeysPossible: boolean;
                            password: boolean;
                            recoveryCodesLeft: number;
                            totp: {
                                /** Format: date-time */
                                createdAt: string;
                                id: number;
                                lastUsedAt: string | null;
                                name: string;
                            } | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My outside identities */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** Format: date-time */
                                createdAt: string;
                                id: number;
                                issuer: string;
                                subject: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Begin to link an outside identity: where to send the browser */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            url: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/identities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Unlink one of mine; the last way in stays */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/notice-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Of what I want to hear, and how */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            kinds: {
                                console: boolean;
                                kind: string;
                                mail: boolean;
                                service: string;
                                title: string;
                            }[];
                            language: "en" | "nl";
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        /** Say of what I want to hear, and how; what is not named is as it comes */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        kinds: {
                            console: boolean;
                            kind: string;
                            mail: boolean;
                        }[];
                        language: "en" | "nl";
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            kinds: {
                                console: boolean;
                                kind: string;
                                mail: boolean;
                                service: string;
                                title: string;
                            }[];
                            language: "en" | "nl";
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What I was told, newest first, and how much of it I have not read */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                    unread?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** Format: date-time */
                                createdAt: string;
                                id: number;
                                kind: string;
                                link: string | null;
                                readAt: string | null;
                                text: string;
                                title: string;
                            }[];
                            next: number | null;
                        } & {
                            unread: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/notices/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** I have read this one */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/notices/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** I have read all, or all up to one */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        upTo?: number;
                    };
                };
            };
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep a passkey that the browser has made */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                        passkey: {
                            attestation: string;
                            clientData: string;
                            id: string;
                            transports: string[];
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            recoveryCodes: string[] | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a passkey of mine */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/passkeys/new": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a browser needs to make a passkey */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            algorithms: number[];
                            challenge: string;
                            exclude: {
                                id: string;
                                transports: string[];
                            }[];
                            rp: {
                                id: string;
                                name: string;
                            };
                            timeout: number;
                            user: {
                                displayName: string;
                                id: string;
                                name: string;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change my password, or set my first one; every other sign-in of mine ends */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        current?: string;
                        next: string;
                    };
                };
            };
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** New recovery codes; the ones from before open nothing any more */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Each opens the account once; shown this once */
                            recoveryCodes: string[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where I am signed in */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                address: string | null;
                                /** @description In words, such as Firefox on Linux */
                                browser: string | null;
                                /** Format: date-time */
                                createdAt: string;
                                /** @description The one that asks */
                                current: boolean;
                                id: number;
                                /** Format: date-time */
                                lastSeenAt: string;
                                userAgent: string | null;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of my sign-ins */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My API tokens */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                account: {
                                    id: number;
                                    name: string;
                                };
                                /** Format: date-time */
                                createdAt: string;
                                expiresAt: string | null;
                                id: number;
                                lastUsedAt: string | null;
                                name: string;
                                prefix: string;
                                revokedAt: string | null;
                                scopes: string[];
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Make an API token; its value is shown this once */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** Format: date-time */
                        expiresAt?: string;
                        name: string;
                        scopes: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            account: {
                                id: number;
                                name: string;
                            };
                            /** Format: date-time */
                            createdAt: string;
                            expiresAt: string | null;
                            id: number;
                            lastUsedAt: string | null;
                            name: string;
                            prefix: string;
                            revokedAt: string | null;
                            scopes: string[];
                        } & {
                            token: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke one of my tokens */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turn on codes of an app */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code: string;
                        secret: string;
                        ticket: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            recoveryCodes: string[] | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        /** Turn off codes of an app */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/totp/new": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A secret for a code app; it counts once a code of it comes back */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            secret: string;
                            ticket: string;
                            uri: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts and groups whose name holds a text, for whoever manages something */
        get: {
            parameters: {
                query: {
                    search: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                fullName: string;
                                id: number;
                                /** @enum {unknown} */
                                kind: "account" | "group";
                                name: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/apps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Apps that can be used, in order of their labels */
        get: {
            parameters: {
                query?: {
                    category?: string;
                    search?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                categories: {
                                    key: string;
                                    label: string;
                                }[];
                                completed: number;
                                failed: number;
                                key: string;
                                label: string;
                                /** @description What keeps it from running here, each a sentence */
                                missing: string[];
                                /** @description It can be used now */
                                ready: boolean;
                                /**
                                 * @description This server runs it, or a backend that asks by the protocol
                                 * @enum {unknown}
                                 */
                                runner: "own" | "outside";
                                /** @description The first lines of its description */
                                summary: string;
                                /** @default [] */
                                tags: string[];
                                uses: number;
                                /** @description Half of the last ones took between the two, in milliseconds */
                                usual: {
                                    from: number;
                                    to: number;
                                } | null;
                                /** @default  */
                                version: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/apps/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One app: its form, what it needs, what it gives, how often it was used */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            categories: {
                                key: string;
                                label: string;
                            }[];
                            completed: number;
                            container: string | null;
                            description: string;
                            documentation: string | null;
                            failed: number;
                            forOperators: {
                                /** @default [] */
                                groups: string[];
                                policy: {
                                    cpus: number | null;
                                    /** @description Without it no experiment of it is taken or begun here */
                                    enabled: boolean;
                                    host: string | null;
                                    inputDays: number | null;
                                    memoryMb: number | null;
                                    minutes: number | null;
                                    outputDays: number | null;
                                    slots: number | null;
                                    version: number;
                                };
                                /** @enum {unknown} */
                                source: "product" | "folder" | "boutiques";
                            } | null;
                            /** @description There are files to try it with, at its address with /sample */
                            hasSample: boolean;
                            help: string;
                            inputDays: number;
                            key: string;
                            label: string;
                            maxFileBytes: number;
                            /** @description What keeps it from running here, each a sentence */
                            missing: string[];
                            /** @description An experiment of it must be named */
                            needsName: boolean;
                            /** @description Of this version */
                            number: number;
                            outputDays: number;
                            /** @default [] */
                            outputs: {
                                glob: string;
                                label: string;
                                /** @default false */
                                required: boolean;
                                /**
                                 * @default auto
                                 * @enum {unknown}
                                 */
                                view: "auto" | "volume" | "image" | "table" | "text" | "none";
                            }[];
                            program: string | null;
                            /** @description It can be used now */
                            ready: boolean;
                            /** @default {} */
                            resources: {
                                /** @default null */
                                cpus: number | null;
                                /** @default null */
                                gpus: number | null;
                                /** @default null */
                                memoryMb: number | null;
                                /** @default null */
                                minutes: number | null;
                            };
                            /** @default [] */
                            rules: {
                                fields: string[];
                                label?: string;
                                /** @enum {unknown} */
                                of: "at-most-one" | "at-least-one" | "exactly-one" | "all-or-none";
                            }[];
                            /**
                             * @description This server runs it, or a backend that asks by the protocol
                             * @enum {unknown}
                             */
                            runner: "own" | "outside";
                            /** @default [] */
                            sections: {
                                fields: {
                                    accept?: string[];
                                    choices?: {
                                        label: string;
                                        value: string;
                                    }[];
                                    default?: number | boolean | string | string[];
                                    excludes?: string[];
                                    facts?: {
                                        dimensions?: number;
                                        format?: string | string[];
                                        otherwise?: string;
                                    };
                                    help?: string;
                                    label: string;
                                    many?: {
                                        max?: number;
                                        min?: number;
                                    };
                                    max?: number;
                                    min?: number;
                                    name: string;
                                    noDash?: boolean;
                                    overMin?: boolean;
                                    pattern?: string;
                                    required?: boolean;
                                    requires?: string[];
                                    step?: number;
                                    /** @enum {unknown} */
                                    type: "string" | "text" | "integer" | "float" | "select" | "multiselect" | "flag" | "attachment";
                                    underMax?: boolean;
                                    unit?: string;
                                    validator?: string;
                                }[];
                                label: string;
                                /** @default true */
                                open: boolean;
                            }[];
                            /** @description Since when this version is here */
                            seenAt: string;
                            /** @description The first lines of its description */
                            summary: string;
                            /** @default [] */
                            tags: string[];
                            uses: number;
                            /** @description Half of the last ones took between the two, in milliseconds */
                            usual: {
                                from: number;
                                to: number;
                            } | null;
                            /** @default  */
                            version: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/apps/{key}/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Say whether an app is begun here, where, with how much, and how long its files stay */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        cpus: number | null;
                        /** @description Without it no experiment of it is taken or begun here */
                        enabled: boolean;
                        host: string | null;
                        inputDays: number | null;
                        memoryMb: number | null;
                        minutes: number | null;
                        outputDays: number | null;
                        slots: number | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            categories: {
                                key: string;
                                label: string;
                            }[];
                            completed: number;
                            container: string | null;
                            description: string;
                            documentation: string | null;
                            failed: number;
                            forOperators: {
                                /** @default [] */
                                groups: string[];
                                policy: {
                                    cpus: number | null;
                                    /** @description Without it no experiment of it is taken or begun here */
                                    enabled: boolean;
                                    host: string | null;
                                    inputDays: number | null;
                                    memoryMb: number | null;
                                    minutes: number | null;
                                    outputDays: number | null;
                                    slots: number | null;
                                    version: number;
                                };
                                /** @enum {unknown} */
                                source: "product" | "folder" | "boutiques";
                            } | null;
                            /** @description There are files to try it with, at its address with /sample */
                            hasSample: boolean;
                            help: string;
                            inputDays: number;
                            key: string;
                            label: string;
                            maxFileBytes: number;
                            /** @description What keeps it from running here, each a sentence */
                            missing: string[];
                            /** @description An experiment of it must be named */
                            needsName: boolean;
                            /** @description Of this version */
                            number: number;
                            outputDays: number;
                            /** @default [] */
                            outputs: {
                                glob: string;
                                label: string;
                                /** @default false */
                                required: boolean;
                                /**
                                 * @default auto
                                 * @enum {unknown}
                                 */
                                view: "auto" | "volume" | "image" | "table" | "text" | "none";
                            }[];
                            program: string | null;
                            /** @description It can be used now */
                            ready: boolean;
                            /** @default {} */
                            resources: {
                                /** @default null */
                                cpus: number | null;
                                /** @default null */
                                gpus: number | null;
                                /** @default null */
                                memoryMb: number | null;
                                /** @default null */
                                minutes: number | null;
                            };
                            /** @default [] */
                            rules: {
                                fields: string[];
                                label?: string;
                                /** @enum {unknown} */
                                of: "at-most-one" | "at-least-one" | "exactly-one" | "all-or-none";
                            }[];
                            /**
                             * @description This server runs it, or a backend that asks by the protocol
                             * @enum {unknown}
                             */
                            runner: "own" | "outside";
                            /** @default [] */
                            sections: {
                                fields: {
                                    accept?: string[];
                                    choices?: {
                                        label: string;
                                        value: string;
                                    }[];
                                    default?: number | boolean | string | string[];
                                    excludes?: string[];
                                    facts?: {
                                        dimensions?: number;
                                        format?: string | string[];
                                        otherwise?: string;
                                    };
                                    help?: string;
                                    label: string;
                                    many?: {
                                        max?: number;
                                        min?: number;
                                    };
                                    max?: number;
                                    min?: number;
                                    name: string;
                                    noDash?: boolean;
                                    overMin?: boolean;
                                    pattern?: string;
                                    required?: boolean;
                                    requires?: string[];
                                    step?: number;
                                    /** @enum {unknown} */
                                    type: "string" | "text" | "integer" | "float" | "select" | "multiselect" | "flag" | "attachment";
                                    underMax?: boolean;
                                    unit?: string;
                                    validator?: string;
                                }[];
                                label: string;
                                /** @default true */
                                open: boolean;
                            }[];
                            /** @description Since when this version is here */
                            seenAt: string;
                            /** @description The first lines of its description */
                            summary: string;
                            /** @default [] */
                            tags: string[];
                            uses: number;
                            /** @description Half of the last ones took between the two, in milliseconds */
                            usual: {
                                from: number;
                                to: number;
                            } | null;
                            /** @default  */
                            version: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/apps/{key}/sample": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Images that an app may be tried with, as a zip; of nobody, made by a program */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/apps/{key}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an app was, the newest version first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                fields: number;
                                id: number;
                                label: string;
                                number: number;
                                /** Format: date-time */
                                seenAt: string;
                                sha256: string;
                                version: string;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My batches, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                    search?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                app: {
                                    key: string;
                                    title: string;
                                };
                                count: number;
                                counts: {
                                    cancelled: number;
                                    claimed: number;
                                    completed: number;
                                    failed: number;
                                    running: number;
                                    submitted: number;
                                };
                                /** Format: date-time */
                                createdAt: string;
                                id: number;
                                /** @description Else it is shared with me */
                                isMine: boolean;
                                name: string;
                                notify: boolean;
                            }[];
                            next: number | null;
                            total: {
                                count: number;
                                /** @description False when there are more than are counted */
                                exact: boolean;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A batch of mine, or one that is shared with me */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            app: {
                                key: string;
                                title: string;
                            };
                            count: number;
                            counts: {
                                cancelled: number;
                                claimed: number;
                                completed: number;
                                failed: number;
                                running: number;
                                submitted: number;
                            };
                            /** Format: date-time */
                            createdAt: string;
                            id: number;
                            /** @description Else it is shared with me */
                            isMine: boolean;
                            name: string;
                            notify: boolean;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/batches/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End all experiments of a batch that wait or run */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            batch: {
                                app: {
                                    key: string;
                                    title: string;
                                };
                                count: number;
                                counts: {
                                    cancelled: number;
                                    claimed: number;
                                    completed: number;
                                    failed: number;
                                    running: number;
                                    submitted: number;
                                };
                                /** Format: date-time */
                                createdAt: string;
                                id: number;
                                /** @description Else it is shared with me */
                                isMine: boolean;
                                name: string;
                                notify: boolean;
                            };
                            /** @description Those that it was not too late for */
                            ids: number[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/batches/{id}/rerun-failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand in once more what failed, as a batch of its own */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Where there are several */
                            batch: number | null;
                            /** @description Of the experiments, in the order of the form */
                            ids: number[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/batches/{id}/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** With whom I share all experiments of a batch, newest first */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                endsAt: string | null;
                                id: number;
                                /** @description The form and its files too; without it results and log */
                                inputs: boolean;
                                /** Format: date-time */
                                madeAt: string;
                                to: {
                                    id: number | null;
                                    /** @enum {unknown} */
                                    kind: "account" | "group" | "link";
                                    name: string;
                                };
                                /** @description When a link was last opened */
                                usedAt: string | null;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Share all experiments of a batch of mine with a person, a group of mine, or by a link; shared again it is changed */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        account?: number;
                        /** @description How long; a link 14 days, all else without an end */
                        days?: number;
                        group?: number;
                        /** @description The form and its files too */
                        inputs?: boolean;
                        /**
                         * @description For whoever has the link, without an account
                         * @enum {boolean}
                         */
                        link?: true;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Of a link: what to give away. It is shown this once */
                            address: string | null;
                            share: {
                                endsAt: string | null;
                                id: number;
                                /** @description The form and its files too; without it results and log */
                                inputs: boolean;
                                /** Format: date-time */
                                madeAt: string;
                                to: {
                                    id: number | null;
                                    /** @enum {unknown} */
                                    kind: "account" | "group" | "link";
                                    name: string;
                                };
                                /** @description When a link was last opened */
                                usedAt: string | null;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/batches/{id}/zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All results of a batch as a zip, a folder for each experiment */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What apps stand together as, with how many there are in each */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                apps: number;
                                description: string;
                                key: string;
                                label: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/definitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files of the folder of definitions, with what is wrong with each */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            files: {
                                apps: string[];
                                /** Format: date-time */
                                changedAt: string;
                                faults: {
                                    column: number | null;
                                    field: string | null;
                                    file: string;
                                    line: number | null;
                                    message: string;
                                }[];
                                /** @enum {unknown} */
                                format: "ours" | "forms" | "command" | "categories" | "boutiques" | "unknown";
                                name: string;
                                size: number;
                            }[];
                            folder: string;
                            /** @description The categories cannot be read: nothing of the folder changes until that is mended */
                            isHeld: boolean;
                            /** @description Keys of apps that come with the product */
                            product: string[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/definitions/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an app out of the folder; its experiments stay */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/definitions/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take definitions over: descriptors of Boutiques, forms and commands of the portal, or our own */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Only say what would happen */
                        dry?: boolean;
                        files: {
                            name: string;
                            text: string;
                        }[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            apps: {
                                /** @enum {unknown} */
                                change: "new" | "changed" | "same" | "taken";
                                fields: number;
                                /** @description That says it from now on, or says it already */
                                file: string;
                                key: string;
                                label: string;
                                version: string;
                            }[];
                            faults: {
                                column: number | null;
                                field: string | null;
                                file: string;
                                line: number | null;
                                message: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Experiments, the newest first: mine, those that others share with me, or everybody’s for administrators of pipelines */
        get: {
            parameters: {
                query?: {
                    app?: string;
                    batch?: number;
                    before?: number;
                    /** @description Of each batch its newest one alone */
                    grouped?: boolean;
                    limit?: number;
                    of?: "me" | "shared" | "everybody";
                    search?: string;
                    state?: "open" | "waiting" | "running" | "completed" | "failed" | "cancelled";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                app: {
                                    key: string;
                                    title: string;
                                    version: string | null;
                                };
                                /** @description With how all experiments of it stand */
                                batch: {
                                    count: number;
                                    counts: {
                                        cancelled: number;
                                        claimed: number;
                                        completed: number;
                                        failed: number;
                                        running: number;
                                        submitted: number;
                                    };
                                    id: number;
                                    name: string;
                                } | null;
                                cause: string | null;
                                /** Format: date-time */
                                createdAt: string;
                                /** @description Until its results go */
                                daysLeft: number | null;
                                endedAt: string | null;
                                exitCode: number | null;
                                host: {
                                    key: string;
                                    name: string;
                                };
                                id: number;
                                inputsUntil: string | null;
                                /** @description Its end was asked for */
                                isEnding: boolean;
                                /** @description Not removed by age */
                                kept: boolean;
                                /** @description What it waits for, or why it is not what was hoped for */
                                message: string;
                                name: string;
                                /** @description Its owner wants a message at its end */
                                notify: boolean;
                                outputsUntil: string | null;
                                /** @description Whose it is; null once the person is erased */
                                person: {
                                    id: number;
                                    name: string;
                                } | null;
                                /** @enum {unknown} */
                                runner: "own" | "outside";
                                startedAt: string | null;
                                /**
                                 * @description `submitted` waits; `claimed` gets its files, or is with a backend outside; `running` has a process
                                 * @enum {unknown}
                                 */
                                status: "submitted" | "claimed" | "running" | "completed" | "failed" | "cancelled";
                            }[];
                            next: number | null;
                            total: {
                                count: number;
                                /** @description False when there are more than are counted */
                                exact: boolean;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Hand in experiments, all or none */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        app: string;
                        description?: string;
                        /** @description A field of files: an experiment for each of them */
                        each?: string;
                        files?: {
                            [key: string]: ({
                                upload: number;
                            } | {
                                experiment: number;
                                output: string;
                            } | {
                                experiment: number;
                                input: string;
                            } | {
                                path: string;
                                workspace: number;
                            })[];
                        };
                        host?: string;
                        /** @description An experiment of mine that this repeats */
                        like?: number;
                        /** @description `{file}` and `{line}` say which of several */
                        name?: string;
                        /** @description A message when all of it is over */
                        notify?: boolean;
                        /** @description A table that was uploaded: an experiment for each line below its head, which names fields. A cell of a field of files names some of those that were given for it */
                        rows?: {
                            upload: number;
                        };
                        values?: {
                            [key: string]: string | number | boolean | string[];
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Where there are several */
                            batch: number | null;
                            /** @description Of the experiments, in the order of the form */
                            ids: number[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One experiment with its form, its files and what happened to it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            app: {
                                key: string;
                                title: string;
                                version: string | null;
                            };
                            attempts: number;
                            batch: {
                                id: number;
                                name: string;
                            } | null;
                            cause: string | null;
                            claimedAt: string | null;
                            cpuSeconds: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description Until its results go */
                            daysLeft: number | null;
                            description: string;
                            endedAt: string | null;
                            exitCode: number | null;
                            exitText: string | null;
                            host: {
                                key: string;
                                name: string;
                            };
                            id: number;
                            inputs: {
                                field: string;
                                isThere: boolean;
                                label: string;
                                name: string;
                                sha256: string;
                                size: number;
                                /** @enum {unknown} */
                                view: "volume" | "overlay" | "image" | "table" | "text" | "other";
                            }[];
                            inputsRemovedAt: string | null;
                            inputsUntil: string | null;
                            /** @description Its end was asked for */
                            isEnding: boolean;
                            /** @description Not removed by age */
                            kept: boolean;
                            label: string | null;
                            likeId: number | null;
                            /** @description What it waits for, or why it is not what was hoped for */
                            message: string;
                            name: string;
                            /** @description Its owner wants a message at its end */
                            notify: boolean;
                            outputs: {
                                /** Format: date-time */
                                addedAt: string;
                                isThere: boolean;
                                label: string | null;
                                name: string;
                                sha256: string;
                                size: number;
                                /** @enum {unknown} */
                                view: "volume" | "overlay" | "image" | "table" | "text" | "other";
                            }[];
                            outputsRemovedAt: string | null;
                            outputsUntil: string | null;
                            parameters: {
                                field: string;
                                label: string;
                                /** @description The value as the form words it */
                                text: string;
                                value: string;
                            }[];
                            peakBytes: number | null;
                            /** @description Whose it is; null once the person is erased */
                            person: {
                                id: number;
                                name: string;
                            } | null;
                            /** @enum {unknown} */
                            runner: "own" | "outside";
                            /** @description I may see its form, its inputs and its provenance */
                            seesForm: boolean;
                            /**
                             * @description As what I see it; an operator sees how it stands, and more with a reason
                             * @enum {unknown}
                             */
                            standing: "owner" | "shared" | "visitor" | "operator";
                            startedAt: string | null;
                            /**
                             * @description `submitted` waits; `claimed` gets its files, or is with a backend outside; `running` has a process
                             * @enum {unknown}
                             */
                            status: "submitted" | "claimed" | "running" | "completed" | "failed" | "cancelled";
                            steps: {
                                /** Format: date-time */
                                at: string;
                                step: string;
                                text: string;
                            }[];
                            version: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of an experiment as a zip, with a script that runs it again elsewhere */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End an experiment that waits or runs; administrators of pipelines may, too, and say why */
        post: {
            parameters: {
                query?: {
                    /** @description Of an administrator; its owner reads it */
                    reason?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            app: {
                                key: string;
                                title: string;
                                version: string | null;
                            };
                            attempts: number;
                            batch: {
                                id: number;
                                name: string;
                            } | null;
                            cause: string | null;
                            claimedAt: string | null;
                            cpuSeconds: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description Until its results go */
                            daysLeft: number | null;
                            description: string;
                            endedAt: string | null;
                            exitCode: number | null;
                            exitText: string | null;
                            host: {
                                key: string;
                                name: string;
                            };
                            id: number;
                            inputs: {
                                field: string;
                                isThere: boolean;
                                label: string;
                                name: string;
                                sha256: string;
                                size: number;
                                /** @enum {unknown} */
                                view: "volume" | "overlay" | "image" | "table" | "text" | "other";
                            }[];
                            inputsRemovedAt: string | null;
                            inputsUntil: string | null;
                            /** @description Its end was asked for */
                            isEnding: boolean;
                            /** @description Not removed by age */
                            kept: boolean;
                            label: string | null;
                            likeId: number | null;
                            /** @description What it waits for, or why it is not what was hoped for */
                            message: string;
                            name: string;
                            /** @description Its owner wants a message at its end */
                            notify: boolean;
                            outputs: {
                                /** Format: date-time */
                                addedAt: string;
                                isThere: boolean;
                                label: string | null;
                                name: string;
                                sha256: string;
                                size: number;
                                /** @enum {unknown} */
                                view: "volume" | "overlay" | "image" | "table" | "text" | "other";
                            }[];
                            outputsRemovedAt: string | null;
                            outputsUntil: string | null;
                            parameters: {
                                field: string;
                                label: string;
                                /** @description The value as the form words it */
                                text: string;
                                value: string;
                            }[];
                            peakBytes: number | null;
                            /** @description Whose it is; null once the person is erased */
                            person: {
                                id: number;
                                name: string;
                            } | null;
                            /** @enum {unknown} */
                            runner: "own" | "outside";
                            /** @description I may see its form, its inputs and its provenance */
                            seesForm: boolean;
                            /**
                             * @description As what I see it; an operator sees how it stands, and more with a reason
                             * @enum {unknown}
                             */
                            standing: "owner" | "shared" | "visitor" | "operator";
                            startedAt: string | null;
                            /**
                             * @description `submitted` waits; `claimed` gets its files, or is with a backend outside; `running` has a process
                             * @enum {unknown}
                             */
                            status: "submitted" | "claimed" | "running" | "completed" | "failed" | "cancelled";
                            steps: {
                                /** Format: date-time */
                                at: string;
                                step: string;
                                text: string;
                            }[];
                            version: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/files/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A result or an input as it lies there; a download that was cut goes on where it was */
        get: {
            parameters: {
                query: {
                    name: string;
                    of?: "outputs" | "inputs";
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/files/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a page shows of a file: the start of a text or a table, or what it is */
        get: {
            parameters: {
                query: {
                    name: string;
                    of?: "outputs" | "inputs";
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            columns?: string[];
                            /** @description There is more than is shown */
                            cut?: boolean;
                            /** @enum {unknown} */
                            kind: "volume" | "image" | "table" | "text" | "other";
                            name: string;
                            rows?: string[][];
                            sha256: string;
                            size: number;
                            text?: string;
                            /** @enum {unknown} */
                            type?: "image/png" | "image/jpeg" | "image/gif" | "image/webp";
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/inputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove all inputs of an experiment that is over, for good */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            app: {
                                key: string;
                                title: string;
                                version: string | null;
                            };
                            attempts: number;
                            batch: {
                                id: number;
                                name: string;
                            } | null;
                            cause: string | null;
                            claimedAt: string | null;
                            cpuSeconds: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description Until its results go */
                            daysLeft: number | null;
                            description: string;
                            endedAt: string | null;
                            exitCode: number | null;
                            exitText: string | null;
                            host: {
                                key: string;
                                name: string;
                            };
                            id: number;
                            inputs: {
                                field: string;
                                isThere: boolean;
                                label: string;
                                name: string;
                                sha256: string;
                                size: number;
                                /** @enum {unknown} */
                                view: "volume" | "overlay" | "image" | "table" | "text" | "other";
                            }[];
                            inputsRemovedAt: string | null;
                            inputsUntil: string | null;
                            /** @description Its end was asked for */
                            isEnding: boolean;
                            /** @description Not removed by age */
                            kept: boolean;
                            label: string | null;
                            likeId: number | null;
                            /** @description What it waits for, or why it is not what was hoped for */
                            message: string;
                            name: string;
                            /** @description Its owner wants a message at its end */
                            notify: boolean;
                            outputs: {
                                /** Format: date-time */
                                addedAt: string;
                                isThere: boolean;
                                label: string | null;
                                name: string;
                                sha256: string;
                                size: number;
                                /** @enum {unknown} */
                                view: "volume" | "overlay" | "image" | "table" | "text" | "other";
                            }[];
                            outputsRemovedAt: string | null;
                            outputsUntil: string | null;
                            parameters: {
                                field: string;
                                label: string;
                                /** @description The value as the form words it */
                                text: string;
                                value: string;
                            }[];
                            peakBytes: number | null;
                            /** @description Whose it is; null once the person is erased */
                            person: {
                                id: number;
                                name: string;
                            } | null;
                            /** @enum {unknown} */
                            runner: "own" | "outside";
                            /** @description I may see its form, its inputs and its provenance */
                            seesForm: boolean;
                            /**
                             * @description As what I see it; an operator sees how it stands, and more with a reason
                             * @enum {unknown}
                             */
                            standing: "owner" | "shared" | "visitor" | "operator";
                            startedAt: string | null;
                            /**
                             * @description `submitted` waits; `claimed` gets its files, or is with a backend outside; `running` has a process
                             * @enum {unknown}
                             */
                            status: "submitted" | "claimed" | "running" | "completed" | "failed" | "cancelled";
                            steps: {
                                /** Format: date-time */
                                at: string;
                                step: string;
                                text: string;
                            }[];
                            version: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/keep": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep inputs and results whatever their age, or let them go in their time again */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        kept: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            app: {
                                key: string;
                                title: string;
                                version: string | null;
                            };
                            attempts: number;
                            batch: {
                                id: number;
                                name: string;
                            } | null;
                            cause: string | null;
                            claimedAt: string | null;
                            cpuSeconds: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description Until its results go */
                            daysLeft: number | null;
                            description: string;
                            endedAt: string | null;
                            exitCode: number | null;
                            exitText: string | null;
                            host: {
                                key: string;
                                name: string;
                            };
                            id: number;
                            inputs: {
                                field: string;
                                isThere: boolean;
                                label: string;
                                name: string;
                                sha256: string;
                                size: number;
                                /** @enum {unknown} */
                                view: "volume" | "overlay" | "image" | "table" | "text" | "other";
                            }[];
                            inputsRemovedAt: string | null;
                            inputsUntil: string | null;
                            /** @description Its end was asked for */
                            isEnding: boolean;
                            /** @description Not removed by age */
                            kept: boolean;
                            label: string | null;
                            likeId: number | null;
                            /** @description What it waits for, or why it is not what was hoped for */
                            message: string;
                            name: string;
                            /** @description Its owner wants a message at its end */
                            notify: boolean;
                            outputs: {
                                /** Format: date-time */
                                addedAt: string;
                                isThere: boolean;
                                label: string | null;
                                name: string;
                                sha256: string;
                                size: number;
                                /** @enum {unknown} */
                                view: "volume" | "overlay" | "image" | "table" | "text" | "other";
                            }[];
                            outputsRemovedAt: string | null;
                            outputsUntil: string | null;
                            parameters: {
                                field: string;
                                label: string;
                                /** @description The value as the form words it */
                                text: string;
                                value: string;
                            }[];
                            peakBytes: number | null;
                            /** @description Whose it is; null once the person is erased */
                            person: {
                                id: number;
                                name: string;
                            } | null;
                            /** @enum {unknown} */
                            runner: "own" | "outside";
                            /** @description I may see its form, its inputs and its provenance */
                            seesForm: boolean;
                            /**
                             * @description As what I see it; an operator sees how it stands, and more with a reason
                             * @enum {unknown}
                             */
                            standing: "owner" | "shared" | "visitor" | "operator";
                            startedAt: string | null;
                            /**
                             * @description `submitted` waits; `claimed` gets its files, or is with a backend outside; `running` has a process
                             * @enum {unknown}
                             */
                            status: "submitted" | "claimed" | "running" | "completed" | "failed" | "cancelled";
                            steps: {
                                /** Format: date-time */
                                at: string;
                                step: string;
                                text: string;
                            }[];
                            version: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An experiment as it changes, and what it prints */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description `state`: how it stands; `log`: what it has printed since, for whoever may see results; `end`: it is over */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an experiment has printed, from there on; while it runs, ask again with `next` */
        get: {
            parameters: {
                query?: {
                    bytes?: number;
                    /** @description Its end instead: the last so many bytes */
                    end?: boolean;
                    /** @description `next` of an earlier answer */
                    from?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description What was asked for is not kept any more; it begins later */
                            cut: boolean;
                            /** @description Nothing will come after it */
                            isOver: boolean;
                            next: string;
                            text: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/log/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that is kept of what an experiment has printed, as a file */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/notify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say whether I want a message at the end of an experiment */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        notify: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            app: {
                                key: string;
                                title: string;
                                version: string | null;
                            };
                            attempts: number;
                            batch: {
                                id: number;
                                name: string;
                            } | null;
                            cause: string | null;
                            claimedAt: string | null;
                            cpuSeconds: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description Until its results go */
                            daysLeft: number | null;
                            description: string;
                            endedAt: string | null;
                            exitCode: number | null;
                            exitText: string | null;
                            host: {
                                key: string;
                                name: string;
                            };
                            id: number;
                            inputs: {
                                field: string;
                                isThere: boolean;
                                label: string;
                                name: string;
                                sha256: string;
                                size: number;
                                /** @enum {unknown} */
                                view: "volume" | "overlay" | "image" | "table" | "text" | "other";
                            }[];
                            inputsRemovedAt: string | null;
                            inputsUntil: string | null;
                            /** @description Its end was asked for */
                            isEnding: boolean;
                            /** @description Not removed by age */
                            kept: boolean;
                            label: string | null;
                            likeId: number | null;
                            /** @description What it waits for, or why it is not what was hoped for */
                            message: string;
                            name: string;
                            /** @description Its owner wants a message at its end */
                            notify: boolean;
                            outputs: {
                                /** Format: date-time */
                                addedAt: string;
                                isThere: boolean;
                                label: string | null;
                                name: string;
                                sha256: string;
                                size: number;
                                /** @enum {unknown} */
                                view: "volume" | "overlay" | "image" | "table" | "text" | "other";
                            }[];
                            outputsRemovedAt: string | null;
                            outputsUntil: string | null;
                            parameters: {
                                field: string;
                                label: string;
                                /** @description The value as the form words it */
                                text: string;
                                value: string;
                            }[];
                            peakBytes: number | null;
                            /** @description Whose it is; null once the person is erased */
                            person: {
                                id: number;
                                name: string;
                            } | null;
                            /** @enum {unknown} */
                            runner: "own" | "outside";
                            /** @description I may see its form, its inputs and its provenance */
                            seesForm: boolean;
                            /**
                             * @description As what I see it; an operator sees how it stands, and more with a reason
                             * @enum {unknown}
                             */
                            standing: "owner" | "shared" | "visitor" | "operator";
                            startedAt: string | null;
                            /**
                             * @description `submitted` waits; `claimed` gets its files, or is with a backend outside; `running` has a process
                             * @enum {unknown}
                             */
                            status: "submitted" | "claimed" | "running" | "completed" | "failed" | "cancelled";
                            steps: {
                                /** Format: date-time */
                                at: string;
                                step: string;
                                text: string;
                            }[];
                            version: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/open-in-workspace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Copy all results into a workspace of mine: into the one that is named, or a new one of that name */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name?: string;
                        workspace?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                            name: string;
                            page: string;
                            path: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/outputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove all results of an experiment that is over, for good */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            app: {
                                key: string;
                                title: string;
                                version: string | null;
                            };
                            attempts: number;
                            batch: {
                                id: number;
                                name: string;
                            } | null;
                            cause: string | null;
                            claimedAt: string | null;
                            cpuSeconds: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description Until its results go */
                            daysLeft: number | null;
                            description: string;
                            endedAt: string | null;
                            exitCode: number | null;
                            exitText: string | null;
                            host: {
                                key: string;
                                name: string;
                            };
                            id: number;
                            inputs: {
                                field: string;
                                isThere: boolean;
                                label: string;
                                name: string;
                                sha256: string;
                                size: number;
                                /** @enum {unknown} */
                                view: "volume" | "overlay" | "image" | "table" | "text" | "other";
                            }[];
                            inputsRemovedAt: string | null;
                            inputsUntil: string | null;
                            /** @description Its end was asked for */
                            isEnding: boolean;
                            /** @description Not removed by age */
                            kept: boolean;
                            label: string | null;
                            likeId: number | null;
                            /** @description What it waits for, or why it is not what was hoped for */
                            message: string;
                            name: string;
                            /** @description Its owner wants a message at its end */
                            notify: boolean;
                            outputs: {
                                /** Format: date-time */
                                addedAt: string;
                                isThere: boolean;
                                label: string | null;
                                name: string;
                                sha256: string;
                                size: number;
                                /** @enum {unknown} */
                                view: "volume" | "overlay" | "image" | "table" | "text" | "other";
                            }[];
                            outputsRemovedAt: string | null;
                            outputsUntil: string | null;
                            parameters: {
                                field: string;
                                label: string;
                                /** @description The value as the form words it */
                                text: string;
                                value: string;
                            }[];
                            peakBytes: number | null;
                            /** @description Whose it is; null once the person is erased */
                            person: {
                                id: number;
                                name: string;
                            } | null;
                            /** @enum {unknown} */
                            runner: "own" | "outside";
                            /** @description I may see its form, its inputs and its provenance */
                            seesForm: boolean;
                            /**
                             * @description As what I see it; an operator sees how it stands, and more with a reason
                             * @enum {unknown}
                             */
                            standing: "owner" | "shared" | "visitor" | "operator";
                            startedAt: string | null;
                            /**
                             * @description `submitted` waits; `claimed` gets its files, or is with a backend outside; `running` has a process
                             * @enum {unknown}
                             */
                            status: "submitted" | "claimed" | "running" | "completed" | "failed" | "cancelled";
                            steps: {
                                /** Format: date-time */
                                at: string;
                                step: string;
                                text: string;
                            }[];
                            version: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/provenance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How results came to be: app, command, parameters, checksums, times, programs and their versions */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a form begins with that is to be like an earlier experiment of mine */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            app: {
                                /** @description It can be used still */
                                isThere: boolean;
                                key: string;
                                madeWith: string | null;
                                version: string | null;
                            };
                            description: string;
                            /** @description By field; a file that was removed since must be given again */
                            files: {
                                [key: string]: {
                                    experiment: number;
                                    input: string;
                                    isThere: boolean;
                                    size: number;
                                }[];
                            };
                            host: string;
                            id: number;
                            name: string;
                            notify: boolean;
                            /** @description By field; several values where several were given */
                            values: {
                                [key: string]: string[];
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** With whom I share an experiment, newest first */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                endsAt: string | null;
                                id: number;
                                /** @description The form and its files too; without it results and log */
                                inputs: boolean;
                                /** Format: date-time */
                                madeAt: string;
                                to: {
                                    id: number | null;
                                    /** @enum {unknown} */
                                    kind: "account" | "group" | "link";
                                    name: string;
                                };
                                /** @description When a link was last opened */
                                usedAt: string | null;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Share an experiment of mine with a person, a group of mine, or by a link; shared again it is changed */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        account?: number;
                        /** @description How long; a link 14 days, all else without an end */
                        days?: number;
                        group?: number;
                        /** @description The form and its files too */
                        inputs?: boolean;
                        /**
                         * @description For whoever has the link, without an account
                         * @enum {boolean}
                         */
                        link?: true;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Of a link: what to give away. It is shown this once */
                            address: string | null;
                            share: {
                                endsAt: string | null;
                                id: number;
                                /** @description The form and its files too; without it results and log */
                                inputs: boolean;
                                /** Format: date-time */
                                madeAt: string;
                                to: {
                                    id: number | null;
                                    /** @enum {unknown} */
                                    kind: "account" | "group" | "link";
                                    name: string;
                                };
                                /** @description When a link was last opened */
                                usedAt: string | null;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/visits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at all of another person’s experiment for an hour; that person is told why */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date-time */
                            endsAt: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/{id}/zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All results, or all inputs, as a zip */
        get: {
            parameters: {
                query?: {
                    of?: "outputs" | "inputs";
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End several experiments of mine that wait or run */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        ids: number[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Those that it was not too late for */
                            ids: number[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/experiments/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What would happen if a form were handed in; nothing is changed */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        app: string;
                        description?: string;
                        /** @description A field of files: an experiment for each of them */
                        each?: string;
                        files?: {
                            [key: string]: ({
                                upload: number;
                            } | {
                                experiment: number;
                                output: string;
                            } | {
                                experiment: number;
                                input: string;
                            } | {
                                path: string;
                                workspace: number;
                            })[];
                        };
                        host?: string;
                        /** @description An experiment of mine that this repeats */
                        like?: number;
                        /** @description `{file}` and `{line}` say which of several */
                        name?: string;
                        /** @description A message when all of it is over */
                        notify?: boolean;
                        /** @description A table that was uploaded: an experiment for each line below its head, which names fields. A cell of a field of files names some of those that were given for it */
                        rows?: {
                            upload: number;
                        };
                        values?: {
                            [key: string]: string | number | boolean | string[];
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description So many experiments */
                            count: number;
                            /** @description By field, in the order of the form */
                            files: {
                                [key: string]: {
                                    advice: string | null;
                                    facts: {
                                        columns?: number;
                                        dimensions?: number[];
                                        entries?: number;
                                        /** @enum {unknown} */
                                        format: "nifti" | "dicom" | "png" | "jpeg" | "tiff" | "pnm" | "zip" | "gzip" | "text" | "table" | "empty" | "unknown";
                                        height?: number;
                                        problem?: string;
                                        rows?: number;
                                        text: string;
                                        type?: string;
                                        unpackedBytes?: number;
                                        voxelSize?: number[];
                                        warning?: string;
                                        width?: number;
                                    } | null;
                                    fault: string | null;
                                    name: string;
                                    size: number;
                                }[];
                            };
                            host: {
                                /** @description It waits there for a program of somebody else */
                                isOutside: boolean;
                                name: string;
                                /** @description Experiments ahead in the queue */
                                waiting: number;
                            };
                            /** @description How long inputs are kept after the end; 0 keeps them */
                            inputDays: number;
                            outputDays: number;
                            /** @description The first ones */
                            preview: {
                                files: string[];
                                line: number | null;
                                name: string;
                            }[];
                            problems: {
                                field: string;
                                line: number | null;
                                message: string;
                            }[];
                            refusal: string | null;
                            storage: {
                                added: number;
                                limit: number | null;
                                used: number;
                            };
                            /** @description Input files */
                            stored: {
                                added: number;
                                limit: number;
                                used: number;
                            };
                            /** @description Columns of the table that name no field */
                            unknown: string[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files of my experiments that are still here, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    experiment?: number;
                    limit?: number;
                    of?: "outputs" | "inputs";
                    search?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** Format: date-time */
                                addedAt: string;
                                experiment: {
                                    app: string;
                                    id: number;
                                    name: string;
                                };
                                id: number;
                                name: string;
                                size: number;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where experiments run, the usual place first, and how it is there */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description What a new host can stand for */
                            backends: string[];
                            items: {
                                /** @description `local`, the key of a cluster, or `outside` */
                                backend: string;
                                health: {
                                    /** @description A sentence for people */
                                    message: string;
                                    /** @enum {unknown} */
                                    state: "up" | "down" | "silent" | "off";
                                };
                                id: number;
                                /** @description It takes new experiments */
                                isEnabled: boolean;
                                /** @description What a form says */
                                key: string;
                                name: string;
                                /** @description What only its backend understands, such as `partition` */
                                options: {
                                    [key: string]: string | boolean | number;
                                };
                                polledAt: string | null;
                                running: number;
                                /** @description Experiments at work at once */
                                slots: number;
                                version: number;
                                waiting: number;
                                warning: string | null;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Add a host; its key stays for good */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        backend: string;
                        key: string;
                        name: string;
                        /** @description What only its backend understands, such as `partition` */
                        options: {
                            [key: string]: string | boolean | number;
                        };
                        slots: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description `local`, the key of a cluster, or `outside` */
                            backend: string;
                            health: {
                                /** @description A sentence for people */
                                message: string;
                                /** @enum {unknown} */
                                state: "up" | "down" | "silent" | "off";
                            };
                            id: number;
                            /** @description It takes new experiments */
                            isEnabled: boolean;
                            /** @description What a form says */
                            key: string;
                            name: string;
                            /** @description What only its backend understands, such as `partition` */
                            options: {
                                [key: string]: string | boolean | number;
                            };
                            polledAt: string | null;
                            running: number;
                            /** @description Experiments at work at once */
                            slots: number;
                            version: number;
                            waiting: number;
                            warning: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/hosts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One host */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description `local`, the key of a cluster, or `outside` */
                            backend: string;
                            health: {
                                /** @description A sentence for people */
                                message: string;
                                /** @enum {unknown} */
                                state: "up" | "down" | "silent" | "off";
                            };
                            id: number;
                            /** @description It takes new experiments */
                            isEnabled: boolean;
                            /** @description What a form says */
                            key: string;
                            name: string;
                            /** @description What only its backend understands, such as `partition` */
                            options: {
                                [key: string]: string | boolean | number;
                            };
                            polledAt: string | null;
                            running: number;
                            /** @description Experiments at work at once */
                            slots: number;
                            version: number;
                            waiting: number;
                            warning: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        /** Remove a host at which nothing is at work */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        /** Change a host, let it take no new experiments, or make it the usual one; what is at work goes on */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        isEnabled?: boolean;
                        /** @enum {boolean} */
                        isFirst?: true;
                        name?: string;
                        /** @description What only its backend understands, such as `partition` */
                        options?: {
                            [key: string]: string | boolean | number;
                        };
                        slots?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description `local`, the key of a cluster, or `outside` */
                            backend: string;
                            health: {
                                /** @description A sentence for people */
                                message: string;
                                /** @enum {unknown} */
                                state: "up" | "down" | "silent" | "off";
                            };
                            id: number;
                            /** @description It takes new experiments */
                            isEnabled: boolean;
                            /** @description What a form says */
                            key: string;
                            name: string;
                            /** @description What only its backend understands, such as `partition` */
                            options: {
                                [key: string]: string | boolean | number;
                            };
                            polledAt: string | null;
                            running: number;
                            /** @description Experiments at work at once */
                            slots: number;
                            version: number;
                            waiting: number;
                            warning: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/pipelines/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is said about single people and groups, and what counts for everybody else */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            defaults: {
                                fileBytes: number;
                                files: number;
                                running: number;
                            };
                            items: {
                                /** @description Of all files stored in their name; null is no limit of theirs */
                                bytes: number | null;
                                /** @description Input files stored at once; null is what their groups or the settings say */
                                files: number | null;
                                id: number;
                                name: string;
                                /** @description Experiments at work at once; likewise */
                                running: number | null;
                                /** Format: date-time */
                                setAt: string;
                                /** @enum {unknown} */
                                subject: "account" | "group";
                                subjectId: number;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/limits/{subject}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set how much a person, or each member of a group, may use; nothing that is there is touched */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    subject: "accounts" | "groups";
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Of all files stored in their name; null is no limit of theirs */
                        bytes: number | null;
                        /** @description Input files stored at once; null is what their groups or the settings say */
                        files: number | null;
                        /** @description Experiments at work at once; likewise */
                        running: number | null;
                    };
                };
            };
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        /** Take the limits of a person or a group away */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    subject: "accounts" | "groups";
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/limits/subjects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom limits can be set for: groups, and people who use pipelines, 20 of each */
        get: {
            parameters: {
                query?: {
                    search?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                fullName: string;
                                id: number;
                                /** @enum {unknown} */
                                kind: "account" | "group";
                                name: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/links/{link}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a link shows: one experiment, or all of a batch */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    link: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            endsAt: string | null;
                            experiments: {
                                app: string;
                                id: number;
                                name: string;
                                /** @enum {unknown} */
                                status: "submitted" | "claimed" | "running" | "completed" | "failed" | "cancelled";
                            }[];
                            /** @description Who gives it away */
                            from: string;
                            id: number;
                            /** @description It shows the form and its files too */
                            inputs: boolean;
                            /** @enum {unknown} */
                            kind: "experiment" | "batch";
                            name: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/links/{link}/experiments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An experiment that a link shows */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    link: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            app: {
                                key: string;
                                title: string;
                                version: string | null;
                            };
                            attempts: number;
                            batch: {
                                id: number;
                                name: string;
                            } | null;
                            cause: string | null;
                            claimedAt: string | null;
                            cpuSeconds: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description Until its results go */
                            daysLeft: number | null;
                            description: string;
                            endedAt: string | null;
                            exitCode: number | null;
                            exitText: string | null;
                            host: {
                                key: string;
                                name: string;
                            };
                            id: number;
                            inputs: {
                                field: string;
                                isThere: boolean;
                                label: string;
                                name: string;
                                sha256: string;
                                size: number;
                                /** @enum {unknown} */
                                view: "volume" | "overlay" | "image" | "table" | "text" | "other";
                            }[];
                            inputsRemovedAt: string | null;
                            inputsUntil: string | null;
                            /** @description Its end was asked for */
                            isEnding: boolean;
                            /** @description Not removed by age */
                            kept: boolean;
                            label: string | null;
                            likeId: number | null;
                            /** @description What it waits for, or why it is not what was hoped for */
                            message: string;
                            name: string;
                            /** @description Its owner wants a message at its end */
                            notify: boolean;
                            outputs: {
                                /** Format: date-time */
                                addedAt: string;
                                isThere: boolean;
                                label: string | null;
                                name: string;
                                sha256: string;
                                size: number;
                                /** @enum {unknown} */
                                view: "volume" | "overlay" | "image" | "table" | "text" | "other";
                            }[];
                            outputsRemovedAt: string | null;
                            outputsUntil: string | null;
                            parameters: {
                                field: string;
                                label: string;
                                /** @description The value as the form words it */
                                text: string;
                                value: string;
                            }[];
                            peakBytes: number | null;
                            /** @description Whose it is; null once the person is erased */
                            person: {
                                id: number;
                                name: string;
                            } | null;
                            /** @enum {unknown} */
                            runner: "own" | "outside";
                            /** @description I may see its form, its inputs and its provenance */
                            seesForm: boolean;
                            /**
                             * @description As what I see it; an operator sees how it stands, and more with a reason
                             * @enum {unknown}
                             */
                            standing: "owner" | "shared" | "visitor" | "operator";
                            startedAt: string | null;
                            /**
                             * @description `submitted` waits; `claimed` gets its files, or is with a backend outside; `running` has a process
                             * @enum {unknown}
                             */
                            status: "submitted" | "claimed" | "running" | "completed" | "failed" | "cancelled";
                            steps: {
                                /** Format: date-time */
                                at: string;
                                step: string;
                                text: string;
                            }[];
                            version: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/links/{link}/experiments/{id}/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of an experiment as a zip, with a script that runs it again elsewhere */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    link: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/links/{link}/experiments/{id}/files/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A result or an input as it lies there; a download that was cut goes on where it was */
        get: {
            parameters: {
                query: {
                    name: string;
                    of?: "outputs" | "inputs";
                };
                header?: never;
                path: {
                    id: number;
                    link: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/links/{link}/experiments/{id}/files/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a page shows of a file: the start of a text or a table, or what it is */
        get: {
            parameters: {
                query: {
                    name: string;
                    of?: "outputs" | "inputs";
                };
                header?: never;
                path: {
                    id: number;
                    link: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            columns?: string[];
                            /** @description There is more than is shown */
                            cut?: boolean;
                            /** @enum {unknown} */
                            kind: "volume" | "image" | "table" | "text" | "other";
                            name: string;
                            rows?: string[][];
                            sha256: string;
                            size: number;
                            text?: string;
                            /** @enum {unknown} */
                            type?: "image/png" | "image/jpeg" | "image/gif" | "image/webp";
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/links/{link}/experiments/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an experiment has printed, from there on; while it runs, ask again with `next` */
        get: {
            parameters: {
                query?: {
                    bytes?: number;
                    /** @description Its end instead: the last so many bytes */
                    end?: boolean;
                    /** @description `next` of an earlier answer */
                    from?: string;
                };
                header?: never;
                path: {
                    id: number;
                    link: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description What was asked for is not kept any more; it begins later */
                            cut: boolean;
                            /** @description Nothing will come after it */
                            isOver: boolean;
                            next: string;
                            text: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/links/{link}/experiments/{id}/log/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that is kept of what an experiment has printed, as a file */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    link: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/links/{link}/experiments/{id}/provenance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How results came to be: app, command, parameters, checksums, times, programs and their versions */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    link: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/links/{link}/experiments/{id}/zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All results, or all inputs, as a zip */
        get: {
            parameters: {
                query?: {
                    of?: "outputs" | "inputs";
                };
                header?: never;
                path: {
                    id: number;
                    link: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/links/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open a link that somebody gave: the browser may read what it shows for 12 hours */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        link: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People who use pipelines or have asked to, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                    search?: string;
                    state?: "waiting" | "approved" | "denied";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** Format: date-time */
                                appliedAt: string;
                                decidedAt: string | null;
                                decidedBy: string | null;
                                /** @description What the person was told */
                                decision: string | null;
                                disabled: boolean;
                                email: string | null;
                                firstName: string;
                                groups: {
                                    id: number;
                                    name: string;
                                }[];
                                id: number;
                                lastName: string;
                                name: string;
                                /** @description What they say of themselves */
                                said: {
                                    name: string;
                                    value: string;
                                }[];
                                /** @enum {unknown} */
                                state: "unverified" | "waiting" | "approved" | "denied";
                                verifiedAt: string | null;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Ask for an account: a mail to the address says how to go on, also where it has an account already */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        email: string;
                        firstName?: string;
                        institution?: string;
                        intention?: string;
                        lastName?: string;
                        password: string;
                    };
                };
            };
            responses: {
                /** @description No content */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/people/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let somebody use pipelines; they are told by mail */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date-time */
                            appliedAt: string;
                            decidedAt: string | null;
                            decidedBy: string | null;
                            /** @description What the person was told */
                            decision: string | null;
                            disabled: boolean;
                            email: string | null;
                            firstName: string;
                            groups: {
                                id: number;
                                name: string;
                            }[];
                            id: number;
                            lastName: string;
                            name: string;
                            /** @description What they say of themselves */
                            said: {
                                name: string;
                                value: string;
                            }[];
                            /** @enum {unknown} */
                            state: "unverified" | "waiting" | "approved" | "denied";
                            verifiedAt: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/people/{id}/deny": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse somebody, or take the right away; they are told by mail */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date-time */
                            appliedAt: string;
                            decidedAt: string | null;
                            decidedBy: string | null;
                            /** @description What the person was told */
                            decision: string | null;
                            disabled: boolean;
                            email: string | null;
                            firstName: string;
                            groups: {
                                id: number;
                                name: string;
                            }[];
                            id: number;
                            lastName: string;
                            name: string;
                            /** @description What they say of themselves */
                            said: {
                                name: string;
                                value: string;
                            }[];
                            /** @enum {unknown} */
                            state: "unverified" | "waiting" | "approved" | "denied";
                            verifiedAt: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/people/mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for the mail that proves an address again; the answer is always the same */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        email: string;
                    };
                };
            };
            responses: {
                /** @description No content */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/people/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether I may use pipelines */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            appliedAt: string | null;
                            decision: string | null;
                            /** @description unknown: has not asked */
                            state: ("unverified" | "waiting" | "approved" | "denied") | "unknown";
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Ask to use pipelines with the account that I have */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        intention?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            appliedAt: string | null;
                            decision: string | null;
                            /** @description unknown: has not asked */
                            state: ("unverified" | "waiting" | "approved" | "denied") | "unknown";
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/people/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Prove an address by the secret of a link; what happens next is in the answer */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        secret: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {unknown} */
                            state: "unverified" | "waiting" | "approved" | "denied";
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Experiments of everybody that wait or are at work, the oldest first, with why they wait */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    app?: string;
                    host?: string;
                    limit?: number;
                    search?: string;
                    state?: "waiting" | "working";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            counts: {
                                waiting: number;
                                working: number;
                            };
                            items: {
                                /** @description How many are ahead of it, while it waits */
                                ahead: number | null;
                                app: {
                                    key: string;
                                    title: string;
                                };
                                attempts: number;
                                claimedAt: string | null;
                                /** Format: date-time */
                                createdAt: string;
                                host: {
                                    key: string;
                                    name: string;
                                };
                                id: number;
                                /** @description Its end was asked for */
                                isEnding: boolean;
                                /** @description Why it waits, or what it is at */
                                message: string;
                                name: string;
                                person: {
                                    id: number;
                                    name: string;
                                } | null;
                                /**
                                 * @description This server, or a program that asks by the protocol
                                 * @enum {unknown}
                                 */
                                runner: "own" | "outside";
                                startedAt: string | null;
                                /** @enum {unknown} */
                                status: "submitted" | "claimed" | "running";
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/queue/{id}/requeue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put back what a program outside took, or what pauses after a fault, perhaps on another host */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        host?: string;
                    };
                };
            };
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/queue/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End experiments of others that wait or run; their owners read the reason */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        ids: number[];
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Those that it was not too late for */
                            ids: number[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/receivers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** With whom I can share: my groups, and people whom I can find, 20 of each */
        get: {
            parameters: {
                query?: {
                    search?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                fullName: string;
                                id: number;
                                /** @enum {unknown} */
                                kind: "account" | "group";
                                name: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long inputs and results are kept, app by app, and what goes soon */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            apps: {
                                /** @description Empty is an experiment that names none */
                                app: string;
                                experiments: {
                                    /** @description With results that are still there */
                                    held: number;
                                    kept: number;
                                    /** @description Within the days in which their owners are told */
                                    leaving: number;
                                };
                                /** @description Null is what the settings say */
                                inputDays: number | null;
                                /** @description Null is what the settings say */
                                outputDays: number | null;
                                title: string;
                            }[];
                            defaults: {
                                inputDays: number;
                                outputDays: number;
                                warnDays: number;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/shared": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What others share with me, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                app: string;
                                endsAt: string | null;
                                from: {
                                    id: number;
                                    name: string;
                                } | null;
                                id: number;
                                /** @description The form and its files too; without it results and log */
                                inputs: boolean;
                                /** @enum {unknown} */
                                kind: "experiment" | "batch";
                                /** Format: date-time */
                                madeAt: string;
                                name: string;
                                thing: number;
                                to: {
                                    id: number | null;
                                    /** @enum {unknown} */
                                    kind: "account" | "group" | "link";
                                    name: string;
                                };
                                /** @description When a link was last opened */
                                usedAt: string | null;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/shares/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a share back, or a link: whoever saw something by it sees it no longer */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/sign-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether one can sign up here, and what happens then */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {unknown} */
                            policy: "approval" | "open" | "closed";
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My files that no experiment was made of yet, newest first; those on their way too */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                    search?: string;
                    whole?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** Format: date-time */
                                createdAt: string;
                                doneAt: string | null;
                                /**
                                 * Format: date-time
                                 * @description It goes then, unless it becomes an experiment’s
                                 */
                                endsAt: string;
                                facts: {
                                    columns?: number;
                                    dimensions?: number[];
                                    entries?: number;
                                    /** @enum {unknown} */
                                    format: "nifti" | "dicom" | "png" | "jpeg" | "tiff" | "pnm" | "zip" | "gzip" | "text" | "table" | "empty" | "unknown";
                                    height?: number;
                                    problem?: string;
                                    rows?: number;
                                    text: string;
                                    type?: string;
                                    unpackedBytes?: number;
                                    voxelSize?: number[];
                                    warning?: string;
                                    width?: number;
                                } | null;
                                id: number;
                                name: string;
                                /** @description So many bytes are here */
                                offset: number;
                                /** @description Where it lay in a folder that was dropped */
                                path: string;
                                sha256: string | null;
                                size: number;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Begin an upload (tus); metadata: `path`, a name or where it lay in a folder */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "tus-resumable"?: string;
                    "upload-length"?: string;
                    "upload-metadata"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date-time */
                            createdAt: string;
                            doneAt: string | null;
                            /**
                             * Format: date-time
                             * @description It goes then, unless it becomes an experiment’s
                             */
                            endsAt: string;
                            facts: {
                                columns?: number;
                                dimensions?: number[];
                                entries?: number;
                                /** @enum {unknown} */
                                format: "nifti" | "dicom" | "png" | "jpeg" | "tiff" | "pnm" | "zip" | "gzip" | "text" | "table" | "empty" | "unknown";
                                height?: number;
                                problem?: string;
                                rows?: number;
                                text: string;
                                type?: string;
                                unpackedBytes?: number;
                                voxelSize?: number[];
                                warning?: string;
                                width?: number;
                            } | null;
                            id: number;
                            name: string;
                            /** @description So many bytes are here */
                            offset: number;
                            /** @description Where it lay in a folder that was dropped */
                            path: string;
                            sha256: string | null;
                            size: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/uploads/{upload}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where an upload stands; tus asks the same by HEAD */
        get: {
            parameters: {
                query?: never;
                header?: {
                    "tus-resumable"?: string;
                };
                path: {
                    upload: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date-time */
                            createdAt: string;
                            doneAt: string | null;
                            /**
                             * Format: date-time
                             * @description It goes then, unless it becomes an experiment’s
                             */
                            endsAt: string;
                            facts: {
                                columns?: number;
                                dimensions?: number[];
                                entries?: number;
                                /** @enum {unknown} */
                                format: "nifti" | "dicom" | "png" | "jpeg" | "tiff" | "pnm" | "zip" | "gzip" | "text" | "table" | "empty" | "unknown";
                                height?: number;
                                problem?: string;
                                rows?: number;
                                text: string;
                                type?: string;
                                unpackedBytes?: number;
                                voxelSize?: number[];
                                warning?: string;
                                width?: number;
                            } | null;
                            id: number;
                            name: string;
                            /** @description So many bytes are here */
                            offset: number;
                            /** @description Where it lay in a folder that was dropped */
                            path: string;
                            sha256: string | null;
                            size: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        /** Forget an upload, and its bytes (tus) */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    "tus-resumable"?: string;
                };
                path: {
                    upload: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        /** The next bytes of an upload (tus), as application/offset+octet-stream */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "tus-resumable"?: string;
                    "upload-offset"?: string;
                };
                path: {
                    upload: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/pipelines/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What I use and may use, with the experiments that hold most */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bytes: {
                                limit: number | null;
                                used: number;
                            };
                            /** @description The 200 that hold most */
                            experiments: {
                                app: {
                                    key: string;
                                    title: string;
                                };
                                id: number;
                                inputs: {
                                    bytes: number;
                                    files: number;
                                };
                                name: string;
                                outputs: {
                                    bytes: number;
                                    files: number;
                                };
                                retention: {
                                    /** @description Of its results */
                                    daysLeft: number | null;
                                    inputsRemovedAt: string | null;
                                    inputsUntil: string | null;
                                    /** @description Marked to be kept: nothing of it goes by age */
                                    kept: boolean;
                                    outputsRemovedAt: string | null;
                                    outputsUntil: string | null;
                                };
                                status: string;
                            }[];
                            files: {
                                limit: number;
                                used: number;
                            };
                            running: {
                                limit: number;
                                used: number;
                            };
                            /** @description Not in an experiment yet */
                            uploads: {
                                bytes: number;
                                count: number;
                            };
                            waiting: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/usage/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What everybody stores and has at work; who stores most first, 1,000 at most */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                account: number;
                                cpuSeconds: number;
                                experiments: number;
                                inputs: {
                                    bytes: number;
                                    files: number;
                                };
                                name: string;
                                outputs: {
                                    bytes: number;
                                    files: number;
                                };
                                running: number;
                                waiting: number;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/webhook-deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One delivery with what was sent and the first part of the answer */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            answer: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description The same at every try, as the receiver sees it */
                            delivery: string;
                            durationMs: number | null;
                            event: string;
                            id: number;
                            nextAt: string | null;
                            problem: string | null;
                            sent: string;
                            state: "waiting" | "delivered" | "failed";
                            status: number | null;
                            triedAt: string | null;
                            tries: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/webhook-deliveries/{id}/again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send it once more under the same id, with all its tries */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My webhooks, oldest first, with the events that there are */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            events: {
                                name: string;
                                title: string;
                            }[];
                            items: {
                                active: boolean;
                                address: string;
                                /** Format: date-time */
                                createdAt: string;
                                events: string[];
                                failingSince: string | null;
                                id: number;
                                previousSecretUntil: string | null;
                                stopped: "by-hand" | "failing" | null;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Make a webhook; its secret is shown this once */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        address: string;
                        events: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            secret: string;
                            webhook: {
                                active: boolean;
                                address: string;
                                /** Format: date-time */
                                createdAt: string;
                                events: string[];
                                failingSince: string | null;
                                id: number;
                                previousSecretUntil: string | null;
                                stopped: "by-hand" | "failing" | null;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One webhook */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            active: boolean;
                            address: string;
                            /** Format: date-time */
                            createdAt: string;
                            events: string[];
                            failingSince: string | null;
                            id: number;
                            previousSecretUntil: string | null;
                            stopped: "by-hand" | "failing" | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        /** Remove a webhook and its log */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        /** Change a webhook, or turn it off and on */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        active?: boolean;
                        address?: string;
                        events?: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            active: boolean;
                            address: string;
                            /** Format: date-time */
                            createdAt: string;
                            events: string[];
                            failingSince: string | null;
                            id: number;
                            previousSecretUntil: string | null;
                            stopped: "by-hand" | "failing" | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/pipelines/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was sent to it in the last 30 days, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                    state?: "waiting" | "delivered" | "failed";
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** Format: date-time */
                                createdAt: string;
                                /** @description The same at every try, as the receiver sees it */
                                delivery: string;
                                durationMs: number | null;
                                event: string;
                                id: number;
                                nextAt: string | null;
                                problem: string | null;
                                state: "waiting" | "delivered" | "failed";
                                status: number | null;
                                triedAt: string | null;
                                tries: number;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/webhooks/{id}/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test; what came back is in the log */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/webhooks/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give it a new secret, shown this once; for a day the old one signs as well */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            secret: string;
                            webhook: {
                                active: boolean;
                                address: string;
                                /** Format: date-time */
                                createdAt: string;
                                events: string[];
                                failingSince: string | null;
                                id: number;
                                previousSecretUntil: string | null;
                                stopped: "by-hand" | "failing" | null;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My workspaces, where files can come from and results can go to; none without the role */
        get: {
            parameters: {
                query?: {
                    search?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            isThere: boolean;
                            items: {
                                id: number;
                                name: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/workspaces/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What lies in a folder of a workspace of mine, folders first */
        get: {
            parameters: {
                query?: {
                    after?: string;
                    limit?: number;
                    path?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** Format: date-time */
                                changedAt: string;
                                /** @enum {unknown} */
                                kind: "folder" | "file";
                                name: string;
                                size: number | null;
                            }[];
                            /** @description Send it as `after` */
                            next: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recovery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a link to a new password; the answer is the same whether there is such an account or not */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                    };
                };
            };
            responses: {
                /** @description No content */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recovery/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set a new password by a link; every sign-in of the account ends */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        password: string;
                        secret: string;
                    };
                };
            };
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The roles that there are, by service, the highest first: each may all that those after it may */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                roles: string[];
                                service: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Things by name, as far as I may see them */
        get: {
            parameters: {
                query: {
                    limit?: number;
                    q: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                href: string;
                                kind: string;
                                /** @description The service; null is the server itself */
                                service: string | null;
                                text: string;
                                title: string;
                            }[];
                            more: boolean;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            account: {
                                administrator: boolean;
                                /** Format: date-time */
                                createdAt: string;
                                disabled: boolean;
                                email: string | null;
                                firstName: string;
                                id: number;
                                kind: "person" | "service";
                                lastName: string;
                                lastSignInAt: string | null;
                                name: string;
                            };
                            /** @description What this installation is called */
                            installation: string;
                            roles: string[];
                            /** @description Those that the account may use */
                            services: string[];
                            via: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Sign in with a name or e-mail address and a password */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                        password: string;
                    };
                };
            };
            responses: {
                /** @description The password is right; a second step is to come */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            methods: ("code" | "passkey")[];
                            /** @enum {string} */
                            next: "second-factor";
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            account: {
                                administrator: boolean;
                                /** Format: date-time */
                                createdAt: string;
                                disabled: boolean;
                                email: string | null;
                                firstName: string;
                                id: number;
                                kind: "person" | "service";
                                lastName: string;
                                lastSignInAt: string | null;
                                name: string;
                            };
                            /** @description What this installation is called */
                            installation: string;
                            roles: string[];
                            /** @description Those that the account may use */
                            services: string[];
                            via: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        /** Sign out: the session ends on the server */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a browser needs to show one of my passkeys */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            allow: {
                                id: string;
                                transports: string[];
                            }[];
                            challenge: string;
                            rpId: string;
                            timeout: number;
                            /** @enum {string} */
                            userVerification: "required";
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Show again that it is me: for 15 minutes I may change how I sign in */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code?: string;
                        passkey?: {
                            authenticatorData: string;
                            clientData: string;
                            id: string;
                            signature: string;
                        };
                        password?: string;
                    };
                };
            };
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/outside": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** On to the outside sign-in */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                /** @description On to another page */
                302: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description On to another page */
                303: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/outside/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Back from the outside sign-in, and on into the console */
        get: {
            parameters: {
                query?: {
                    code?: string;
                    error?: string;
                    error_description?: string;
                    iss?: string;
                    state?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                /** @description On to another page */
                303: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a browser needs to show a passkey: of whoever is half signed in, else of anybody */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            allow: {
                                id: string;
                                transports: string[];
                            }[];
                            challenge: string;
                            rpId: string;
                            timeout: number;
                            /** @enum {string} */
                            userVerification: "required";
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Sign in with a passkey alone */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        passkey: {
                            authenticatorData: string;
                            clientData: string;
                            id: string;
                            signature: string;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            account: {
                                administrator: boolean;
                                /** Format: date-time */
                                createdAt: string;
                                disabled: boolean;
                                email: string | null;
                                firstName: string;
                                id: number;
                                kind: "person" | "service";
                                lastName: string;
                                lastSignInAt: string | null;
                                name: string;
                            };
                            /** @description What this installation is called */
                            installation: string;
                            roles: string[];
                            /** @description Those that the account may use */
                            services: string[];
                            via: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The second step of signing in: a code of an app, a recovery code, or a passkey */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code?: string;
                        passkey?: {
                            authenticatorData: string;
                            clientData: string;
                            id: string;
                            signature: string;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            account: {
                                administrator: boolean;
                                /** Format: date-time */
                                createdAt: string;
                                disabled: boolean;
                                email: string | null;
                                firstName: string;
                                id: number;
                                kind: "person" | "service";
                                lastName: string;
                                lastSignInAt: string | null;
                                name: string;
                            };
                            /** @description What this installation is called */
                            installation: string;
                            roles: string[];
                            /** @description Those that the account may use */
                            services: string[];
                            via: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every setting with its value and where that came from; of secret ones only whether they are set */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                applies: "at once" | "after a restart";
                                description: string;
                                /** @description Whether the console may set it */
                                editable: boolean;
                                /** @description The part of the name before the dot */
                                group: string | null;
                                /** @description Of a secret one this is all that is told */
                                isSet: boolean;
                                /** @description As in atelier.yaml */
                                name: string;
                                origin: "default" | "environment" | "file" | "console";
                                secret: boolean;
                                value: string | number | boolean | string[] | null;
                                variable: string;
                                /** @description It was set in the console, and counts from the next start */
                                waiting: boolean;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Set what the console may set; a variable or the file wins over it */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        contact?: string | null;
                        language?: "en" | "nl" | null;
                        mailFrom?: string | null;
                        name?: string | null;
                        publicUrl?: string | null;
                        smtpUrl?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                applies: "at once" | "after a restart";
                                description: string;
                                /** @description Whether the console may set it */
                                editable: boolean;
                                /** @description The part of the name before the dot */
                                group: string | null;
                                /** @description Of a secret one this is all that is told */
                                isSet: boolean;
                                /** @description As in atelier.yaml */
                                name: string;
                                origin: "default" | "environment" | "file" | "console";
                                secret: boolean;
                                value: string | number | boolean | string[] | null;
                                variable: string;
                                /** @description It was set in the console, and counts from the next start */
                                waiting: boolean;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The first run: set the password of the first administrator and what this is called, and sign in */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        email?: string;
                        /** @description The password that the server has printed */
                        first: string;
                        password: string;
                        settings?: {
                            contact?: string | null;
                            language?: "en" | "nl" | null;
                            mailFrom?: string | null;
                            name?: string | null;
                            publicUrl?: string | null;
                            smtpUrl?: string | null;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            account: {
                                administrator: boolean;
                                /** Format: date-time */
                                createdAt: string;
                                disabled: boolean;
                                email: string | null;
                                firstName: string;
                                id: number;
                                kind: "person" | "service";
                                lastName: string;
                                lastSignInAt: string | null;
                                name: string;
                            };
                            /** @description What this installation is called */
                            installation: string;
                            roles: string[];
                            /** @description Those that the account may use */
                            services: string[];
                            via: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** API tokens of everyone */
        get: {
            parameters: {
                query?: {
                    account?: number;
                    after?: number;
                    kind?: "person" | "service";
                    limit?: number;
                    search?: string;
                    state?: "active" | "expired" | "revoked";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                account: {
                                    id: number;
                                    name: string;
                                };
                                /** Format: date-time */
                                createdAt: string;
                                expiresAt: string | null;
                                id: number;
                                lastUsedAt: string | null;
                                name: string;
                                prefix: string;
                                revokedAt: string | null;
                                scopes: string[];
                            }[];
                            next: number | null;
                            total: {
                                count: number;
                                /** @description False when there are more than are counted */
                                exact: boolean;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a token */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/allocations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A distribution with its quality and what it breaks */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            all: {
                                empty: number;
                                none: number;
                                /** @description They wished, and got another workshop */
                                other: number;
                                people: number;
                                /** @description How many got their first wish, second, …, by person and moment */
                                ranks: number[];
                                unasked: number;
                                /** @description People who got none of their wishes at any moment */
                                without: number;
                            } | null;
                            baseId: number | null;
                            /** @description What is no longer as it was computed from */
                            changed: ("workshops" | "links" | "participants" | "wishes" | "fixed places")[];
                            classes: {
                                empty: number;
                                name: string;
                                none: number;
                                /** @description They wished, and got another workshop */
                                other: number;
                                people: number;
                                /** @description How many got their first wish, second, …, by person and moment */
                                ranks: number[];
                                unasked: number;
                                /** @description People who got none of their wishes at any moment */
                                without: number;
                            }[];
                            cost: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            error: string | null;
                            faults: {
                                otherId: number | null;
                                participantId: number | null;
                                /** @enum {unknown} */
                                rule: "full" | "group" | "moment" | "inclusive" | "exclusive" | "least";
                                workshopId: number;
                            }[];
                            /** @enum {unknown} */
                            fill: "nobody" | "wishers" | "everybody";
                            finishedAt: string | null;
                            gapPpm: number | null;
                            groups: {
                                empty: number;
                                name: string;
                                none: number;
                                /** @description They wished, and got another workshop */
                                other: number;
                                people: number;
                                /** @description How many got their first wish, second, …, by person and moment */
                                ranks: number[];
                                unasked: number;
                                /** @description People who got none of their wishes at any moment */
                                without: number;
                            }[];
                            id: number;
                            optimal: boolean | null;
                            publishedAt: string | null;
                            secondsMost: number;
                            /** @enum {unknown} */
                            state: "running" | "draft" | "failed" | "published" | "discarded";
                            tookMs: number | null;
                            workshops: {
                                id: number;
                                taken: number;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/allocations/{id}/compare/{other}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** For how many people a distribution is better than another one, worse, or the same */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    other: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            better: number;
                            equal: number;
                            same: number;
                            worse: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/allocations/{id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a distribution that is being computed, or put a draft away */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            all: {
                                empty: number;
                                none: number;
                                /** @description They wished, and got another workshop */
                                other: number;
                                people: number;
                                /** @description How many got their first wish, second, …, by person and moment */
                                ranks: number[];
                                unasked: number;
                                /** @description People who got none of their wishes at any moment */
                                without: number;
                            } | null;
                            baseId: number | null;
                            cost: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            error: string | null;
                            /** @enum {unknown} */
                            fill: "nobody" | "wishers" | "everybody";
                            finishedAt: string | null;
                            gapPpm: number | null;
                            id: number;
                            optimal: boolean | null;
                            publishedAt: string | null;
                            secondsMost: number;
                            /** @enum {unknown} */
                            state: "running" | "draft" | "failed" | "published" | "discarded";
                            tookMs: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/allocations/{id}/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who has which seats in a distribution, in the order of the list */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    class?: string;
                    got?: "1" | "2" | "3" | "later" | "other" | "none" | "without" | "held";
                    limit?: number;
                    search?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                class: string;
                                group: string;
                                id: number;
                                name: string;
                                seats: {
                                    fixed: boolean;
                                    held: boolean;
                                    rank: number | null;
                                    workshopId: number;
                                }[];
                                wishes: {
                                    rank: number;
                                    workshopId: number;
                                }[];
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/allocations/{id}/people/{participant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Move somebody of a draft at one moment, or take their seat away, or hold it */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                    participant: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        held?: boolean;
                        moment: string;
                        workshopId: number | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            all: {
                                empty: number;
                                none: number;
                                /** @description They wished, and got another workshop */
                                other: number;
                                people: number;
                                /** @description How many got their first wish, second, …, by person and moment */
                                ranks: number[];
                                unasked: number;
                                /** @description People who got none of their wishes at any moment */
                                without: number;
                            } | null;
                            baseId: number | null;
                            /** @description What is no longer as it was computed from */
                            changed: ("workshops" | "links" | "participants" | "wishes" | "fixed places")[];
                            classes: {
                                empty: number;
                                name: string;
                                none: number;
                                /** @description They wished, and got another workshop */
                                other: number;
                                people: number;
                                /** @description How many got their first wish, second, …, by person and moment */
                                ranks: number[];
                                unasked: number;
                                /** @description People who got none of their wishes at any moment */
                                without: number;
                            }[];
                            cost: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            error: string | null;
                            faults: {
                                otherId: number | null;
                                participantId: number | null;
                                /** @enum {unknown} */
                                rule: "full" | "group" | "moment" | "inclusive" | "exclusive" | "least";
                                workshopId: number;
                            }[];
                            /** @enum {unknown} */
                            fill: "nobody" | "wishers" | "everybody";
                            finishedAt: string | null;
                            gapPpm: number | null;
                            groups: {
                                empty: number;
                                name: string;
                                none: number;
                                /** @description They wished, and got another workshop */
                                other: number;
                                people: number;
                                /** @description How many got their first wish, second, …, by person and moment */
                                ranks: number[];
                                unasked: number;
                                /** @description People who got none of their wishes at any moment */
                                without: number;
                            }[];
                            id: number;
                            optimal: boolean | null;
                            publishedAt: string | null;
                            secondsMost: number;
                            /** @enum {unknown} */
                            state: "running" | "draft" | "failed" | "published" | "discarded";
                            tookMs: number | null;
                            workshops: {
                                id: number;
                                taken: number;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/allocations/{id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a draft true: it replaces all registrations but fixed ones, and ends the wishing */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Whether what is left can be chosen then, first come, first served */
                        open?: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            all: {
                                empty: number;
                                none: number;
                                /** @description They wished, and got another workshop */
                                other: number;
                                people: number;
                                /** @description How many got their first wish, second, …, by person and moment */
                                ranks: number[];
                                unasked: number;
                                /** @description People who got none of their wishes at any moment */
                                without: number;
                            } | null;
                            baseId: number | null;
                            cost: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            error: string | null;
                            /** @enum {unknown} */
                            fill: "nobody" | "wishers" | "everybody";
                            finishedAt: string | null;
                            gapPpm: number | null;
                            id: number;
                            optimal: boolean | null;
                            publishedAt: string | null;
                            secondsMost: number;
                            /** @enum {unknown} */
                            state: "running" | "draft" | "failed" | "published" | "discarded";
                            tookMs: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/allocations/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a publication back while nothing has happened since */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            all: {
                                empty: number;
                                none: number;
                                /** @description They wished, and got another workshop */
                                other: number;
                                people: number;
                                /** @description How many got their first wish, second, …, by person and moment */
                                ranks: number[];
                                unasked: number;
                                /** @description People who got none of their wishes at any moment */
                                without: number;
                            } | null;
                            baseId: number | null;
                            cost: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            error: string | null;
                            /** @enum {unknown} */
                            fill: "nobody" | "wishers" | "everybody";
                            finishedAt: string | null;
                            gapPpm: number | null;
                            id: number;
                            optimal: boolean | null;
                            publishedAt: string | null;
                            secondsMost: number;
                            /** @enum {unknown} */
                            state: "running" | "draft" | "failed" | "published" | "discarded";
                            tookMs: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My events with what they hold, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                    search?: string;
                    state?: "current" | "archived";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                archived: boolean;
                                closesAt: string | null;
                                contact: string | null;
                                /** Format: date-time */
                                createdAt: string;
                                description: string | null;
                                endsAt: string | null;
                                erasedAt: string | null;
                                eraseDays: number | null;
                                /** @description When its participants are erased by themselves */
                                erasesAt: string | null;
                                /** @description What was last said by hand; sent back, it takes back what was said since */
                                hand: {
                                    /** Format: date-time */
                                    at: string;
                                    open: boolean;
                                };
                                id: number;
                                /** @description Where its participants choose: letters and codes lead there */
                                joinAddress: string;
                                language: ("en" | "nl") | null;
                                /** @enum {unknown} */
                                mode: "choice" | "wishes";
                                moments: number;
                                /** @description Part of the link that participants open */
                                name: string;
                                /** @description When the clock changes that next */
                                nextAt: string | null;
                                offerMinutes: number;
                                /** @description Classes and groups for whom it opens at another time */
                                openings: {
                                    /** @enum {unknown} */
                                    kind: "class" | "group";
                                    /** Format: date-time */
                                    opensAt: string;
                                    value: string;
                                }[];
                                opensAt: string | null;
                                participants: number;
                                place: string | null;
                                /** @description Participants with at least one workshop */
                                registered: number;
                                /** @enum {unknown} */
                                role: "manager" | "helper";
                                seats: number;
                                /** @description Of the first workshop that has a time */
                                startsAt: string | null;
                                /**
                                 * @description partly: open for some classes or groups alone
                                 * @enum {unknown}
                                 */
                                state: "open" | "partly" | "scheduled" | "closed";
                                taken: number;
                                /** @description Whether people may queue for full workshops */
                                waiting: boolean;
                                /** @description Places in the lines of full workshops */
                                waits: number;
                                wishesLeast: number;
                                wishesMost: number;
                                wishesUntil: string | null;
                                workshops: number;
                                /** @description Time zone of what people read, such as Europe/Brussels */
                                zone: string;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Make an event, and manage it; it is closed until it is opened */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        closesAt?: string | null;
                        contact?: string | null;
                        description?: string | null;
                        eraseDays?: number | null;
                        language?: ("en" | "nl") | null;
                        /** @enum {unknown} */
                        mode?: "choice" | "wishes";
                        name: string;
                        offerMinutes?: number;
                        openings?: {
                            /** @enum {unknown} */
                            kind: "class" | "group";
                            /** Format: date-time */
                            opensAt: string;
                            value: string;
                        }[];
                        opensAt?: string | null;
                        place?: string | null;
                        waiting?: boolean;
                        wishesLeast?: number;
                        wishesMost?: number;
                        wishesUntil?: string | null;
                        zone?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            archived: boolean;
                            closesAt: string | null;
                            contact: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            description: string | null;
                            endsAt: string | null;
                            erasedAt: string | null;
                            eraseDays: number | null;
                            /** @description When its participants are erased by themselves */
                            erasesAt: string | null;
                            /** @description What was last said by hand; sent back, it takes back what was said since */
                            hand: {
                                /** Format: date-time */
                                at: string;
                                open: boolean;
                            };
                            id: number;
                            /** @description Where its participants choose: letters and codes lead there */
                            joinAddress: string;
                            language: ("en" | "nl") | null;
                            /** @enum {unknown} */
                            mode: "choice" | "wishes";
                            moments: number;
                            /** @description Part of the link that participants open */
                            name: string;
                            /** @description When the clock changes that next */
                            nextAt: string | null;
                            offerMinutes: number;
                            /** @description Classes and groups for whom it opens at another time */
                            openings: {
                                /** @enum {unknown} */
                                kind: "class" | "group";
                                /** Format: date-time */
                                opensAt: string;
                                value: string;
                            }[];
                            opensAt: string | null;
                            participants: number;
                            place: string | null;
                            /** @description Participants with at least one workshop */
                            registered: number;
                            /** @enum {unknown} */
                            role: "manager" | "helper";
                            seats: number;
                            /** @description Of the first workshop that has a time */
                            startsAt: string | null;
                            /**
                             * @description partly: open for some classes or groups alone
                             * @enum {unknown}
                             */
                            state: "open" | "partly" | "scheduled" | "closed";
                            taken: number;
                            /** @description Whether people may queue for full workshops */
                            waiting: boolean;
                            /** @description Places in the lines of full workshops */
                            waits: number;
                            wishesLeast: number;
                            wishesMost: number;
                            wishesUntil: string | null;
                            workshops: number;
                            /** @description Time zone of what people read, such as Europe/Brussels */
                            zone: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One event */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            archived: boolean;
                            closesAt: string | null;
                            contact: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            description: string | null;
                            endsAt: string | null;
                            erasedAt: string | null;
                            eraseDays: number | null;
                            /** @description When its participants are erased by themselves */
                            erasesAt: string | null;
                            /** @description What was last said by hand; sent back, it takes back what was said since */
                            hand: {
                                /** Format: date-time */
                                at: string;
                                open: boolean;
                            };
                            id: number;
                            /** @description Where its participants choose: letters and codes lead there */
                            joinAddress: string;
                            language: ("en" | "nl") | null;
                            /** @enum {unknown} */
                            mode: "choice" | "wishes";
                            moments: number;
                            /** @description Part of the link that participants open */
                            name: string;
                            /** @description When the clock changes that next */
                            nextAt: string | null;
                            offerMinutes: number;
                            /** @description Classes and groups for whom it opens at another time */
                            openings: {
                                /** @enum {unknown} */
                                kind: "class" | "group";
                                /** Format: date-time */
                                opensAt: string;
                                value: string;
                            }[];
                            opensAt: string | null;
                            participants: number;
                            place: string | null;
                            /** @description Participants with at least one workshop */
                            registered: number;
                            /** @enum {unknown} */
                            role: "manager" | "helper";
                            seats: number;
                            /** @description Of the first workshop that has a time */
                            startsAt: string | null;
                            /**
                             * @description partly: open for some classes or groups alone
                             * @enum {unknown}
                             */
                            state: "open" | "partly" | "scheduled" | "closed";
                            taken: number;
                            /** @description Whether people may queue for full workshops */
                            waiting: boolean;
                            /** @description Places in the lines of full workshops */
                            waits: number;
                            wishesLeast: number;
                            wishesMost: number;
                            wishesUntil: string | null;
                            workshops: number;
                            /** @description Time zone of what people read, such as Europe/Brussels */
                            zone: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        /** Remove an event with its workshops, participants and registrations, for good */
        delete: {
            parameters: {
                query?: {
                    name?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        /** Change what an event says about itself; its managers may */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        archived?: boolean;
                        closesAt?: string | null;
                        contact?: string | null;
                        description?: string | null;
                        eraseDays?: number | null;
                        /** @description What was last said by hand; sent back, it takes back what was said since */
                        hand?: {
                            /** Format: date-time */
                            at: string;
                            open: boolean;
                        };
                        language?: ("en" | "nl") | null;
                        /** @enum {unknown} */
                        mode?: "choice" | "wishes";
                        name?: string;
                        offerMinutes?: number;
                        openings?: {
                            /** @enum {unknown} */
                            kind: "class" | "group";
                            /** Format: date-time */
                            opensAt: string;
                            value: string;
                        }[];
                        opensAt?: string | null;
                        place?: string | null;
                        waiting?: boolean;
                        wishesLeast?: number;
                        wishesMost?: number;
                        wishesUntil?: string | null;
                        zone?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            archived: boolean;
                            closesAt: string | null;
                            contact: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            description: string | null;
                            endsAt: string | null;
                            erasedAt: string | null;
                            eraseDays: number | null;
                            /** @description When its participants are erased by themselves */
                            erasesAt: string | null;
                            /** @description What was last said by hand; sent back, it takes back what was said since */
                            hand: {
                                /** Format: date-time */
                                at: string;
                                open: boolean;
                            };
                            id: number;
                            /** @description Where its participants choose: letters and codes lead there */
                            joinAddress: string;
                            language: ("en" | "nl") | null;
                            /** @enum {unknown} */
                            mode: "choice" | "wishes";
                            moments: number;
                            /** @description Part of the link that participants open */
                            name: string;
                            /** @description When the clock changes that next */
                            nextAt: string | null;
                            offerMinutes: number;
                            /** @description Classes and groups for whom it opens at another time */
                            openings: {
                                /** @enum {unknown} */
                                kind: "class" | "group";
                                /** Format: date-time */
                                opensAt: string;
                                value: string;
                            }[];
                            opensAt: string | null;
                            participants: number;
                            place: string | null;
                            /** @description Participants with at least one workshop */
                            registered: number;
                            /** @enum {unknown} */
                            role: "manager" | "helper";
                            seats: number;
                            /** @description Of the first workshop that has a time */
                            startsAt: string | null;
                            /**
                             * @description partly: open for some classes or groups alone
                             * @enum {unknown}
                             */
                            state: "open" | "partly" | "scheduled" | "closed";
                            taken: number;
                            /** @description Whether people may queue for full workshops */
                            waiting: boolean;
                            /** @description Places in the lines of full workshops */
                            waits: number;
                            wishesLeast: number;
                            wishesMost: number;
                            wishesUntil: string | null;
                            workshops: number;
                            /** @description Time zone of what people read, such as Europe/Brussels */
                            zone: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/training/events/{id}/allocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Distributions of an event, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                all: {
                                    empty: number;
                                    none: number;
                                    /** @description They wished, and got another workshop */
                                    other: number;
                                    people: number;
                                    /** @description How many got their first wish, second, …, by person and moment */
                                    ranks: number[];
                                    unasked: number;
                                    /** @description People who got none of their wishes at any moment */
                                    without: number;
                                } | null;
                                baseId: number | null;
                                cost: number | null;
                                /** Format: date-time */
                                createdAt: string;
                                error: string | null;
                                /** @enum {unknown} */
                                fill: "nobody" | "wishers" | "everybody";
                                finishedAt: string | null;
                                gapPpm: number | null;
                                id: number;
                                optimal: boolean | null;
                                publishedAt: string | null;
                                secondsMost: number;
                                /** @enum {unknown} */
                                state: "running" | "draft" | "failed" | "published" | "discarded";
                                tookMs: number | null;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Compute the best distribution of the wishes, in the background; one at a time */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * @description Who gets a workshop that they did not wish: nobody, those of whose wishes none can be met, or everybody; wishers when left out
                         * @enum {unknown}
                         */
                        fill?: "nobody" | "wishers" | "everybody";
                        keep?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            all: {
                                empty: number;
                                none: number;
                                /** @description They wished, and got another workshop */
                                other: number;
                                people: number;
                                /** @description How many got their first wish, second, …, by person and moment */
                                ranks: number[];
                                unasked: number;
                                /** @description People who got none of their wishes at any moment */
                                without: number;
                            } | null;
                            baseId: number | null;
                            cost: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            error: string | null;
                            /** @enum {unknown} */
                            fill: "nobody" | "wishers" | "everybody";
                            finishedAt: string | null;
                            gapPpm: number | null;
                            id: number;
                            optimal: boolean | null;
                            publishedAt: string | null;
                            secondsMost: number;
                            /** @enum {unknown} */
                            state: "running" | "draft" | "failed" | "published" | "discarded";
                            tookMs: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/attendance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Workshops with how many are registered and how many are in */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            name: string;
                            workshops: {
                                endsAt: string | null;
                                id: number;
                                moment: string;
                                present: number;
                                registered: number;
                                room: string | null;
                                seats: number;
                                startsAt: string | null;
                                title: string;
                                walkIns: number;
                            }[];
                            zone: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/attendance/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Names and classes with the workshops that each is registered for, to be known at the door */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                id: number;
                                name: string;
                                userClass: string;
                                workshops: number[];
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/certificates.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page for each participant who was there, with what they took part in */
        get: {
            parameters: {
                query?: {
                    class?: string;
                    group?: string;
                    ids?: string;
                    progress?: "none" | "partial" | "complete";
                    search?: string;
                    /** @description False: those who have never signed in */
                    signedIn?: boolean;
                    /** @description True: those who wait for a seat */
                    waiting?: boolean;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Combinations that nobody can choose, likely mistakes, and choices that are invalid now */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            findings: {
                                /** @enum {unknown} */
                                code: "inclusive-moment" | "inclusive-groups" | "inclusive-exclusive" | "no-combination" | "dead-end" | "no-seats" | "least-over-seats" | "few-seats" | "no-workshop" | "no-people" | "inclusive-seats" | "overlap" | "room-clash" | "teacher-clash" | "unchecked";
                                /** @description Whether it keeps people from choosing at all */
                                impossible: boolean;
                                message: string;
                                workshopIds: number[];
                            }[];
                            invalid: {
                                count: number;
                                items: {
                                    breaches: {
                                        otherId?: number;
                                        /** @enum {unknown} */
                                        rule: "full" | "group" | "moment" | "inclusive" | "exclusive";
                                        workshopId: number;
                                    }[];
                                    fullName: string;
                                    participantId: number;
                                    userClass: string;
                                }[];
                            };
                            /** @description Workshops with more people than seats */
                            over: {
                                registrations: number;
                                seats: number;
                                workshopId: number;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/check-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check-ins of a workshop that stand, in the order in which they came */
        get: {
            parameters: {
                query: {
                    after?: number;
                    limit?: number;
                    workshop: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** Format: date-time */
                                at: string;
                                id: number;
                                key: string;
                                participantId: number;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** What a door has seen: check-ins and check-ins taken back, by the keys of the device; late, twice or in another order comes to the same */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        items: ({
                            /** Format: date-time */
                            at: string;
                            /**
                             * Format: uuid
                             * @description Made by the device, a new one for each check-in
                             */
                            key: string;
                            participantId: number;
                            /** Format: date-time */
                            undoneAt?: string;
                            /** @enum {unknown} */
                            walkIn?: "free" | "over";
                            workshopId: number;
                        } | {
                            /** Format: date-time */
                            at: string;
                            code: string;
                            /**
                             * Format: uuid
                             * @description Made by the device, a new one for each check-in
                             */
                            key: string;
                            /** Format: date-time */
                            undoneAt?: string;
                            /** @enum {unknown} */
                            walkIn?: "free" | "over";
                            workshopId: number;
                        })[];
                        /**
                         * Format: date-time
                         * @description By the device’s clock: times of one that is wrong are set right by it
                         */
                        sentAt: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                at: string | null;
                                elsewhere: string[];
                                free: number | null;
                                key: string;
                                /** @enum {unknown} */
                                outcome: "in" | "already" | "out" | "not-registered" | "full" | "unknown" | "no-workshop";
                                participant: {
                                    id: number;
                                    name: string;
                                    userClass: string;
                                } | null;
                                walkIn: boolean;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close registration now; no choice is taken after this answer */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            archived: boolean;
                            closesAt: string | null;
                            contact: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            description: string | null;
                            endsAt: string | null;
                            erasedAt: string | null;
                            eraseDays: number | null;
                            /** @description When its participants are erased by themselves */
                            erasesAt: string | null;
                            /** @description What was last said by hand; sent back, it takes back what was said since */
                            hand: {
                                /** Format: date-time */
                                at: string;
                                open: boolean;
                            };
                            id: number;
                            /** @description Where its participants choose: letters and codes lead there */
                            joinAddress: string;
                            language: ("en" | "nl") | null;
                            /** @enum {unknown} */
                            mode: "choice" | "wishes";
                            moments: number;
                            /** @description Part of the link that participants open */
                            name: string;
                            /** @description When the clock changes that next */
                            nextAt: string | null;
                            offerMinutes: number;
                            /** @description Classes and groups for whom it opens at another time */
                            openings: {
                                /** @enum {unknown} */
                                kind: "class" | "group";
                                /** Format: date-time */
                                opensAt: string;
                                value: string;
                            }[];
                            opensAt: string | null;
                            participants: number;
                            place: string | null;
                            /** @description Participants with at least one workshop */
                            registered: number;
                            /** @enum {unknown} */
                            role: "manager" | "helper";
                            seats: number;
                            /** @description Of the first workshop that has a time */
                            startsAt: string | null;
                            /**
                             * @description partly: open for some classes or groups alone
                             * @enum {unknown}
                             */
                            state: "open" | "partly" | "scheduled" | "closed";
                            taken: number;
                            /** @description Whether people may queue for full workshops */
                            waiting: boolean;
                            /** @description Places in the lines of full workshops */
                            waits: number;
                            wishesLeast: number;
                            wishesMost: number;
                            wishesUntil: string | null;
                            workshops: number;
                            /** @description Time zone of what people read, such as Europe/Brussels */
                            zone: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an event like this one: its workshops, links and settings, without its people */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description All times are so many days later, at the same hour of the clock; 0 when left out */
                        days?: number;
                        name: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            archived: boolean;
                            closesAt: string | null;
                            contact: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            description: string | null;
                            endsAt: string | null;
                            erasedAt: string | null;
                            eraseDays: number | null;
                            /** @description When its participants are erased by themselves */
                            erasesAt: string | null;
                            /** @description What was last said by hand; sent back, it takes back what was said since */
                            hand: {
                                /** Format: date-time */
                                at: string;
                                open: boolean;
                            };
                            id: number;
                            /** @description Where its participants choose: letters and codes lead there */
                            joinAddress: string;
                            language: ("en" | "nl") | null;
                            /** @enum {unknown} */
                            mode: "choice" | "wishes";
                            moments: number;
                            /** @description Part of the link that participants open */
                            name: string;
                            /** @description When the clock changes that next */
                            nextAt: string | null;
                            offerMinutes: number;
                            /** @description Classes and groups for whom it opens at another time */
                            openings: {
                                /** @enum {unknown} */
                                kind: "class" | "group";
                                /** Format: date-time */
                                opensAt: string;
                                value: string;
                            }[];
                            opensAt: string | null;
                            participants: number;
                            place: string | null;
                            /** @description Participants with at least one workshop */
                            registered: number;
                            /** @enum {unknown} */
                            role: "manager" | "helper";
                            seats: number;
                            /** @description Of the first workshop that has a time */
                            startsAt: string | null;
                            /**
                             * @description partly: open for some classes or groups alone
                             * @enum {unknown}
                             */
                            state: "open" | "partly" | "scheduled" | "closed";
                            taken: number;
                            /** @description Whether people may queue for full workshops */
                            waiting: boolean;
                            /** @description Places in the lines of full workshops */
                            waits: number;
                            wishesLeast: number;
                            wishesMost: number;
                            wishesUntil: string | null;
                            workshops: number;
                            /** @description Time zone of what people read, such as Europe/Brussels */
                            zone: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/dashboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How an event stands: who has chosen, how full each workshop is, who is missing */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description The newest distribution of wishes that is neither published nor thrown away */
                            allocation: {
                                id: number;
                                state: string;
                            } | null;
                            chosen: number;
                            classes: {
                                missing: number;
                                name: string;
                                people: number;
                            }[];
                            complete: number;
                            /**
                             * @description What `chosen` and `complete` count; wishes until a distribution is published
                             * @enum {unknown}
                             */
                            counts: "registrations" | "wishes";
                            course: {
                                /** @enum {unknown} */
                                by: "hour" | "day";
                                points: {
                                    /** Format: date-time */
                                    at: string;
                                    people: number;
                                }[];
                            };
                            firstOfferEnds: string | null;
                            neverSignedIn: number;
                            offers: number;
                            participants: number;
                            seats: number;
                            slots: number;
                            taken: number;
                            waiting: number;
                            waitingFor: number;
                            workshops: {
                                endsAt: string | null;
                                firstWishes: number;
                                id: number;
                                least: number;
                                moment: string;
                                seats: number;
                                startsAt: string | null;
                                taken: number;
                                title: string;
                                waiting: number;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Erase all participants with their keys, choices and mails, for good; the numbers stay */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            archived: boolean;
                            closesAt: string | null;
                            contact: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            description: string | null;
                            endsAt: string | null;
                            erasedAt: string | null;
                            eraseDays: number | null;
                            /** @description When its participants are erased by themselves */
                            erasesAt: string | null;
                            /** @description What was last said by hand; sent back, it takes back what was said since */
                            hand: {
                                /** Format: date-time */
                                at: string;
                                open: boolean;
                            };
                            id: number;
                            /** @description Where its participants choose: letters and codes lead there */
                            joinAddress: string;
                            language: ("en" | "nl") | null;
                            /** @enum {unknown} */
                            mode: "choice" | "wishes";
                            moments: number;
                            /** @description Part of the link that participants open */
                            name: string;
                            /** @description When the clock changes that next */
                            nextAt: string | null;
                            offerMinutes: number;
                            /** @description Classes and groups for whom it opens at another time */
                            openings: {
                                /** @enum {unknown} */
                                kind: "class" | "group";
                                /** Format: date-time */
                                opensAt: string;
                                value: string;
                            }[];
                            opensAt: string | null;
                            participants: number;
                            place: string | null;
                            /** @description Participants with at least one workshop */
                            registered: number;
                            /** @enum {unknown} */
                            role: "manager" | "helper";
                            seats: number;
                            /** @description Of the first workshop that has a time */
                            startsAt: string | null;
                            /**
                             * @description partly: open for some classes or groups alone
                             * @enum {unknown}
                             */
                            state: "open" | "partly" | "scheduled" | "closed";
                            taken: number;
                            /** @description Whether people may queue for full workshops */
                            waiting: boolean;
                            /** @description Places in the lines of full workshops */
                            waits: number;
                            wishesLeast: number;
                            wishesMost: number;
                            wishesUntil: string | null;
                            workshops: number;
                            /** @description Time zone of what people read, such as Europe/Brussels */
                            zone: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/files/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People with their keys, for an import: `studenten.csv` as the original writes it, `startbestand.csv` to begin with */
        get: {
            parameters: {
                query?: {
                    /** @description Begins a CSV with the mark by which spreadsheets know UTF-8 */
                    bom?: boolean;
                };
                header?: never;
                path: {
                    id: number;
                    name: "studenten.csv" | "startbestand.csv" | "participants.csv";
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give the chosen participants new keys; the old ones are dead at once */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        all?: boolean;
                        class?: string;
                        group?: string;
                        ids?: number[];
                        /** @enum {unknown} */
                        progress?: "none" | "partial" | "complete";
                        search?: string;
                        /** @description False: those who have never signed in */
                        signedIn?: boolean;
                        /** @description True: those who wait for a seat */
                        waiting?: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            count: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/last-import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last import, while it can be taken back */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            added: number;
                            at: string | null;
                            changed: number;
                            id: number | null;
                            removed: number;
                            until: string | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/letters.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Slips with keys and codes to print and cut, by class and name */
        get: {
            parameters: {
                query?: {
                    class?: string;
                    group?: string;
                    ids?: string;
                    progress?: "none" | "partial" | "complete";
                    search?: string;
                    /** @description False: those who have never signed in */
                    signedIn?: boolean;
                    /** @description True: those who wait for a seat */
                    waiting?: boolean;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The links between workshops of an event; its tag is that of the event */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                id: number;
                                /**
                                 * @description Only together, or never together
                                 * @enum {unknown}
                                 */
                                type: "inclusive" | "exclusive";
                                workshop1Id: number;
                                workshop2Id: number;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        /** Replace all links of an event, or refuse and keep the old ones */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        items: {
                            /**
                             * @description Only together, or never together
                             * @enum {unknown}
                             */
                            type: "inclusive" | "exclusive";
                            workshop1Id: number;
                            workshop2Id: number;
                        }[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                id: number;
                                /**
                                 * @description Only together, or never together
                                 * @enum {unknown}
                                 */
                                type: "inclusive" | "exclusive";
                                workshop1Id: number;
                                workshop2Id: number;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        /** Link two workshops; a pair that is linked already is refused */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * @description Only together, or never together
                         * @enum {unknown}
                         */
                        type: "inclusive" | "exclusive";
                        workshop1Id: number;
                        workshop2Id: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                            /**
                             * @description Only together, or never together
                             * @enum {unknown}
                             */
                            type: "inclusive" | "exclusive";
                            workshop1Id: number;
                            workshop2Id: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/links/{link}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take one link away */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    link: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/lists/{name}/{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A list to print or to work with: by class, timetables, door lists, attendance, registrations */
        get: {
            parameters: {
                query?: {
                    /** @description Begins a CSV with the mark by which spreadsheets know UTF-8 */
                    bom?: boolean;
                };
                header?: never;
                path: {
                    format: "csv" | "xlsx" | "pdf";
                    id: number;
                    name: "classes" | "timetables" | "doors" | "attendance" | "registrations";
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/mails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which mails of an event go by themselves */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            confirmations: boolean;
                            lastDay: boolean;
                            server: boolean;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        /** Say which mails of an event go by themselves */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        confirmations: boolean;
                        lastDay: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            confirmations: boolean;
                            lastDay: boolean;
                            server: boolean;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts and groups with a role in this event; those with a role in all are not listed */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                account: number | null;
                                disabled: boolean;
                                fullName: string;
                                group: number | null;
                                name: string;
                                /** @description How many are in the group */
                                people: number | null;
                                /** @enum {unknown} */
                                role: "manager" | "helper";
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        /** Give an account or a group a role in this event, change it, or with null take it away */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        account?: number;
                        group?: number;
                        role: ("manager" | "helper") | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                account: number | null;
                                disabled: boolean;
                                fullName: string;
                                group: number | null;
                                name: string;
                                /** @description How many are in the group */
                                people: number | null;
                                /** @enum {unknown} */
                                role: "manager" | "helper";
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom a message would reach now */
        get: {
            parameters: {
                query?: {
                    class?: string;
                    ids?: string;
                    workshop?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            mailed: number;
                            withoutAddress: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Write to those chosen who have an address, to each in a mail of their own */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        all?: boolean;
                        classes?: string[];
                        ids?: number[];
                        subject: string;
                        text: string;
                        workshopId?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            mailed: number;
                            withoutAddress: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open registration now, whatever the clock says */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            archived: boolean;
                            closesAt: string | null;
                            contact: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            description: string | null;
                            endsAt: string | null;
                            erasedAt: string | null;
                            eraseDays: number | null;
                            /** @description When its participants are erased by themselves */
                            erasesAt: string | null;
                            /** @description What was last said by hand; sent back, it takes back what was said since */
                            hand: {
                                /** Format: date-time */
                                at: string;
                                open: boolean;
                            };
                            id: number;
                            /** @description Where its participants choose: letters and codes lead there */
                            joinAddress: string;
                            language: ("en" | "nl") | null;
                            /** @enum {unknown} */
                            mode: "choice" | "wishes";
                            moments: number;
                            /** @description Part of the link that participants open */
                            name: string;
                            /** @description When the clock changes that next */
                            nextAt: string | null;
                            offerMinutes: number;
                            /** @description Classes and groups for whom it opens at another time */
                            openings: {
                                /** @enum {unknown} */
                                kind: "class" | "group";
                                /** Format: date-time */
                                opensAt: string;
                                value: string;
                            }[];
                            opensAt: string | null;
                            participants: number;
                            place: string | null;
                            /** @description Participants with at least one workshop */
                            registered: number;
                            /** @enum {unknown} */
                            role: "manager" | "helper";
                            seats: number;
                            /** @description Of the first workshop that has a time */
                            startsAt: string | null;
                            /**
                             * @description partly: open for some classes or groups alone
                             * @enum {unknown}
                             */
                            state: "open" | "partly" | "scheduled" | "closed";
                            taken: number;
                            /** @description Whether people may queue for full workshops */
                            waiting: boolean;
                            /** @description Places in the lines of full workshops */
                            waits: number;
                            wishesLeast: number;
                            wishesMost: number;
                            wishesUntil: string | null;
                            workshops: number;
                            /** @description Time zone of what people read, such as Europe/Brussels */
                            zone: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/participants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Participants with what they have chosen, in the order of their list */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    class?: string;
                    group?: string;
                    ids?: string;
                    limit?: number;
                    progress?: "none" | "partial" | "complete";
                    search?: string;
                    /** @description False: those who have never signed in */
                    signedIn?: boolean;
                    /** @description True: those who wait for a seat */
                    waiting?: boolean;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            classes: {
                                count: number;
                                value: string;
                            }[];
                            counts: {
                                complete: number;
                                neverSignedIn: number;
                                none: number;
                                partial: number;
                            };
                            groups: {
                                count: number;
                                value: string;
                            }[];
                            items: {
                                choices: {
                                    fixed: boolean;
                                    moment: string;
                                    overrides: string[];
                                    reason: string | null;
                                    source: string;
                                    title: string;
                                    workshopId: number;
                                }[];
                                email: string | null;
                                id: number;
                                /** @description Somebody chose the key; else it was made */
                                keySet: boolean;
                                language: string | null;
                                name: string;
                                /** @enum {unknown} */
                                progress: "none" | "partial" | "complete";
                                remindedAt: string | null;
                                signedInAt: string | null;
                                targetGroup: string;
                                userClass: string;
                                waiting: number;
                            }[];
                            next: number | null;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Add one participant; the key is made */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        email?: string | null;
                        language?: "en" | "nl" | null;
                        name: string;
                        targetGroup?: string;
                        userClass?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/participants/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring in a list: all of it or nothing */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description The bytes of a file in base64: CSV in whatever encoding, or .xlsx */
                        file?: string;
                        /**
                         * @description `update` when left out; `replace` removes whom the list does not name
                         * @enum {unknown}
                         */
                        mode?: "update" | "replace";
                        text?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            added: number;
                            changed: number;
                            importId: number | null;
                            registrations: number;
                            removed: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/participants/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an import would do, by line; nothing is changed */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description The bytes of a file in base64: CSV in whatever encoding, or .xlsx */
                        file?: string;
                        /**
                         * @description `update` when left out; `replace` removes whom the list does not name
                         * @enum {unknown}
                         */
                        mode?: "update" | "replace";
                        text?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            add: number;
                            broken: number;
                            change: number;
                            errors: {
                                field: string;
                                line: number;
                                message: string;
                            }[];
                            items: {
                                changes: {
                                    field: string;
                                    new: string | null;
                                    old: string | null;
                                }[];
                                /** @enum {unknown} */
                                does: "add" | "change" | "same" | "error";
                                line: number;
                                name: string;
                                targetGroup: string;
                                userClass: string;
                            }[];
                            /** @description Choices that go with those removed */
                            registrations: number;
                            remove: number;
                            removed: {
                                id: number;
                                name: string;
                                registrations: number;
                                userClass: string;
                            }[];
                            same: number;
                            warned: number;
                            warnings: {
                                line: number;
                                message: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/participants/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take participants off the list with their choices; they can be brought back for 14 days */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        all?: boolean;
                        class?: string;
                        group?: string;
                        ids?: number[];
                        /** @enum {unknown} */
                        progress?: "none" | "partial" | "complete";
                        search?: string;
                        /** @description False: those who have never signed in */
                        signedIn?: boolean;
                        /** @description True: those who wait for a seat */
                        waiting?: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            ids: number[];
                            registrations: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/participants/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring back who was taken off the list, with their keys, and choices where seats are free */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        ids: number[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            lost: {
                                choices: {
                                    name: string;
                                    workshop: string;
                                }[];
                                newKeys: string[];
                            };
                            restored: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/people-counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Classes and groups of an event with how many are in each */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            classes: {
                                people: number;
                                value: string;
                            }[];
                            groups: {
                                people: number;
                                value: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Place people, move them, fix their places or take them away: all of them, or with `skip` those who can */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * @description `loosen`: whoever has a fixed place may change it again
                         * @enum {unknown}
                         */
                        act?: "place" | "remove" | "loosen";
                        all?: boolean;
                        class?: string;
                        /** @description Only an organiser may take it away */
                        fixed?: boolean;
                        group?: string;
                        ids?: number[];
                        /** @description Gives up what they have in the same time slot; false keeps both */
                        move?: boolean;
                        /** @description Rules that are set aside; the place keeps a mark of those that it breaks */
                        overrides?: ("full" | "group" | "moment" | "inclusive" | "exclusive" | "fixed")[];
                        /** @enum {unknown} */
                        progress?: "none" | "partial" | "complete";
                        reason: string;
                        search?: string;
                        /** @description False: those who have never signed in */
                        signedIn?: boolean;
                        /** @description Leaves out whom a rule keeps from it */
                        skip?: boolean;
                        /** @description True: those who wait for a seat */
                        waiting?: boolean;
                        workshopId: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            changed: number;
                            stopped: {
                                breaks: {
                                    other: {
                                        id: number;
                                        title: string;
                                    } | null;
                                    /** @enum {unknown} */
                                    rule: "full" | "group" | "moment" | "inclusive" | "exclusive" | "fixed";
                                    workshop: {
                                        id: number;
                                        title: string;
                                    };
                                }[];
                                /** @enum {unknown} */
                                does: "place" | "move" | "change" | "remove" | "nothing";
                                id: number;
                                leaves: {
                                    id: number;
                                    title: string;
                                }[];
                                name: string;
                                /** @description A rule keeps them from it that is not set aside */
                                stopped: boolean;
                                userClass: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/places/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What placing people would do and which rules it would break; nothing is changed */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * @description `loosen`: whoever has a fixed place may change it again
                         * @enum {unknown}
                         */
                        act?: "place" | "remove" | "loosen";
                        all?: boolean;
                        class?: string;
                        /** @description Only an organiser may take it away */
                        fixed?: boolean;
                        group?: string;
                        ids?: number[];
                        /** @description Gives up what they have in the same time slot; false keeps both */
                        move?: boolean;
                        /** @description Rules that are set aside; the place keeps a mark of those that it breaks */
                        overrides?: ("full" | "group" | "moment" | "inclusive" | "exclusive" | "fixed")[];
                        /** @enum {unknown} */
                        progress?: "none" | "partial" | "complete";
                        search?: string;
                        /** @description False: those who have never signed in */
                        signedIn?: boolean;
                        /** @description True: those who wait for a seat */
                        waiting?: boolean;
                        workshopId: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                breaks: {
                                    other: {
                                        id: number;
                                        title: string;
                                    } | null;
                                    /** @enum {unknown} */
                                    rule: "full" | "group" | "moment" | "inclusive" | "exclusive" | "fixed";
                                    workshop: {
                                        id: number;
                                        title: string;
                                    };
                                }[];
                                /** @enum {unknown} */
                                does: "place" | "move" | "change" | "remove" | "nothing";
                                id: number;
                                leaves: {
                                    id: number;
                                    title: string;
                                }[];
                                name: string;
                                /** @description A rule keeps them from it that is not set aside */
                                stopped: boolean;
                                userClass: string;
                            }[];
                            offers: number;
                            registrations: number;
                            seats: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/reminders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom a reminder would reach now */
        get: {
            parameters: {
                query?: {
                    class?: string;
                    ids?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            done: number;
                            mailed: number;
                            today: number;
                            withoutAddress: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Remind those chosen who have no registration; nobody twice within a day */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        all?: boolean;
                        classes?: string[];
                        ids?: number[];
                        workshopId?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            done: number;
                            mailed: number;
                            today: number;
                            withoutAddress: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/waiting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who waits for which workshop, first come first */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    limit?: number;
                    search?: string;
                    workshop?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                id: number;
                                /** Format: date-time */
                                joinedAt: string;
                                offerUntil: string | null;
                                participant: {
                                    class: string;
                                    hasAddress: boolean;
                                    id: number;
                                    name: string;
                                };
                                /** @description Null for whom a seat is kept */
                                position: number | null;
                                /** @description They have said that what is in the way may go */
                                swap: boolean;
                                workshop: {
                                    id: number;
                                    moment: string;
                                    title: string;
                                };
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/waiting-lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long the waiting lists of an event are, by workshop */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                moment: string;
                                offers: number;
                                seats: number;
                                taken: number;
                                title: string;
                                waits: number;
                                workshopId: number;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/waiting/{line}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take somebody out of a line; a seat that was kept for them goes to the next */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    line: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/waiting/{line}/seat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give somebody who waits a seat, past whoever stands before them */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    line: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Although all seats are taken */
                        over?: boolean;
                        reason: string;
                        /** @description What is in the way goes */
                        swap?: boolean;
                    };
                };
            };
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Webhooks, oldest first, with the events that there are */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            events: {
                                name: string;
                                title: string;
                            }[];
                            items: {
                                active: boolean;
                                address: string;
                                /** Format: date-time */
                                createdAt: string;
                                events: string[];
                                failingSince: string | null;
                                id: number;
                                previousSecretUntil: string | null;
                                stopped: "by-hand" | "failing" | null;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Make a webhook; its secret is shown this once */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        address: string;
                        events: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            secret: string;
                            webhook: {
                                active: boolean;
                                address: string;
                                /** Format: date-time */
                                createdAt: string;
                                events: string[];
                                failingSince: string | null;
                                id: number;
                                previousSecretUntil: string | null;
                                stopped: "by-hand" | "failing" | null;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/wishes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the wishing is, and how often each workshop is wished */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            classes: {
                                name: string;
                                people: number;
                                wished: number;
                            }[];
                            least: number;
                            /** @enum {unknown} */
                            mode: "choice" | "wishes";
                            most: number;
                            /** @description Whether people can wish now */
                            open: boolean;
                            people: {
                                complete: number;
                                none: number;
                                partial: number;
                            };
                            until: string | null;
                            workshops: {
                                group: string;
                                id: number;
                                least: number;
                                moment: string;
                                /** @description How often it is wished first, second, … */
                                ranks: number[];
                                seats: number;
                                title: string;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/wishes/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Participants with their wishes, in the order of their list */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    limit?: number;
                    search?: string;
                    wished?: "none" | "partial" | "complete";
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                class: string;
                                group: string;
                                id: number;
                                name: string;
                                /** @enum {unknown} */
                                wished: "none" | "partial" | "complete";
                                wishes: {
                                    rank: number;
                                    workshopId: number;
                                }[];
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/workbook.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is registered, with a worksheet for each workshop */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/workshops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The workshops of an event with how full they are; its tag is that of the event */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                description: string;
                                endsAt: string | null;
                                id: number;
                                /** @description When fewer come, somebody has to decide */
                                least: number;
                                /** @description The time slot as people read it; equal texts are one slot */
                                moment: string;
                                registrations: number;
                                room: string | null;
                                seats: number;
                                startsAt: string | null;
                                /** @description Seats that nobody else can take: registrations, and offers that stand */
                                taken: number;
                                /** @description Only people of this group may take it */
                                targetGroup: string;
                                teacher: string | null;
                                title: string;
                                /** @description People in line, without those who have an offer */
                                waits: number;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Add a workshop */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        description?: string;
                        endsAt?: string | null;
                        least?: number;
                        moment?: string;
                        room?: string | null;
                        seats?: number;
                        startsAt?: string | null;
                        targetGroup?: string;
                        teacher?: string | null;
                        title: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            description: string;
                            endsAt: string | null;
                            id: number;
                            /** @description When fewer come, somebody has to decide */
                            least: number;
                            /** @description The time slot as people read it; equal texts are one slot */
                            moment: string;
                            registrations: number;
                            room: string | null;
                            seats: number;
                            startsAt: string | null;
                            /** @description Seats that nobody else can take: registrations, and offers that stand */
                            taken: number;
                            /** @description Only people of this group may take it */
                            targetGroup: string;
                            teacher: string | null;
                            title: string;
                            /** @description People in line, without those who have an offer */
                            waits: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/events/{id}/workshops/{workshop}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a workshop with its registrations, its line and its links */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                    workshop: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        /** Change one workshop; whoever is in it stays in it */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                    workshop: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        description?: string;
                        endsAt?: string | null;
                        least?: number;
                        moment?: string;
                        room?: string | null;
                        seats?: number;
                        startsAt?: string | null;
                        targetGroup?: string;
                        teacher?: string | null;
                        title?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            description: string;
                            endsAt: string | null;
                            id: number;
                            /** @description When fewer come, somebody has to decide */
                            least: number;
                            /** @description The time slot as people read it; equal texts are one slot */
                            moment: string;
                            registrations: number;
                            room: string | null;
                            seats: number;
                            startsAt: string | null;
                            /** @description Seats that nobody else can take: registrations, and offers that stand */
                            taken: number;
                            /** @description Only people of this group may take it */
                            targetGroup: string;
                            teacher: string | null;
                            title: string;
                            /** @description People in line, without those who have an offer */
                            waits: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/training/imports/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the last import of an event back, within 14 days */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            changed: number;
                            lost: {
                                choices: {
                                    name: string;
                                    workshop: string;
                                }[];
                                newKeys: string[];
                            };
                            registrations: number;
                            removed: number;
                            restored: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/join/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What anybody may know of an event: its name, and when it opens and closes */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            closesAt: string | null;
                            contact: string | null;
                            description: string | null;
                            id: number;
                            installation: string;
                            language: "en" | "nl" | null;
                            mode: "choice" | "wishes";
                            name: string;
                            /** Format: date-time */
                            now: string;
                            open: boolean;
                            opensAt: string | null;
                            place: string | null;
                            wishesUntil: string | null;
                            zone: string;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/join/events/{id}/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many seats of an event are taken and how many wait, as it changes: server-sent events */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description `seats`: by workshop its taken seats and how many wait; `changed`: load the event again */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/join/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My event: what I may choose, what I have, where I wait */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            checkInCode: string;
                            choice: {
                                byOrganiser: boolean;
                                chosenAt: string | null;
                                fixed: boolean;
                                workshopId: number;
                            }[];
                            event: {
                                closesAt: string | null;
                                contact: string | null;
                                description: string | null;
                                id: number;
                                installation: string;
                                language: "en" | "nl" | null;
                                mode: "choice" | "wishes";
                                name: string;
                                /** Format: date-time */
                                now: string;
                                open: boolean;
                                opensAt: string | null;
                                place: string | null;
                                wishesUntil: string | null;
                                zone: string;
                            };
                            line: {
                                offerUntil: string | null;
                                position: number;
                                workshopId: number;
                            }[];
                            links: {
                                type: "inclusive" | "exclusive";
                                workshopIds: [
                                    number,
                                    number
                                ];
                            }[];
                            moments: {
                                endsAt: string | null;
                                moment: string;
                                startsAt: string | null;
                            }[];
                            offerMinutes: number;
                            participant: {
                                class: string;
                                group: string;
                                id: number;
                                name: string;
                            };
                            ranked: {
                                rank: number;
                                workshopId: number;
                            }[];
                            waitingLists: boolean;
                            wishes: {
                                least: number;
                                most: number;
                            };
                            workshops: {
                                description: string;
                                endsAt: string | null;
                                forMyGroup: boolean;
                                gives: number[] | null;
                                id: number;
                                moment: string;
                                room: string | null;
                                seats: number;
                                startsAt: string | null;
                                taken: number;
                                teacher: string | null;
                                title: string;
                                waiting: number;
                                whyNot: {
                                    otherId: number | null;
                                    /** @enum {unknown} */
                                    rule: "full" | "group" | "moment" | "inclusive" | "exclusive" | "fixed" | "closed";
                                } | null;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/join/me/choice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Choose: the whole new choice, which replaces the old one or is refused and changes nothing
         * @description An empty choice gives all places back.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        workshopIds: number[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            workshopIds: number[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/join/me/offers/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the seat that is kept for me */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * @description What I hold at the same time, or what cannot be combined, may go for it.
                         * @default false
                         */
                        swap: boolean;
                    };
                };
            };
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/join/me/offers/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Leave the seat that is kept for me to the next who waits */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/join/me/timetable.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My timetable for a calendar */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description iCalendar (RFC 5545); what has no time is not in it */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/calendar": string;
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/join/me/waiting/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Wait for a seat of a full workshop */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * @description What I hold at the same time, or what cannot be combined, may go for it.
                         * @default false
                         */
                        swap: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            position: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        /** Wait for it no more */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/join/me/wishes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What I wish, dearest first for each time slot */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            wishes: {
                                rank: number;
                                workshopId: number;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        /** Wish: all of it, which replaces what I wished before or is refused and changes nothing */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        wishes: {
                            rank: number;
                            workshopId: number;
                        }[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            wishes: {
                                rank: number;
                                workshopId: number;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/join/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a login key; says of which event it is */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        key: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            eventId: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/join/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forget the login key in this browser */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/participants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One participant */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            choices: {
                                fixed: boolean;
                                moment: string;
                                overrides: string[];
                                reason: string | null;
                                source: string;
                                title: string;
                                workshopId: number;
                            }[];
                            email: string | null;
                            id: number;
                            /** @description Somebody chose the key; else it was made */
                            keySet: boolean;
                            language: string | null;
                            name: string;
                            /** @enum {unknown} */
                            progress: "none" | "partial" | "complete";
                            remindedAt: string | null;
                            signedInAt: string | null;
                            targetGroup: string;
                            userClass: string;
                            waiting: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what the list says of a participant */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        email?: string | null;
                        language?: "en" | "nl" | null;
                        name?: string;
                        targetGroup?: string;
                        userClass?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            choices: {
                                fixed: boolean;
                                moment: string;
                                overrides: string[];
                                reason: string | null;
                                source: string;
                                title: string;
                                workshopId: number;
                            }[];
                            email: string | null;
                            id: number;
                            /** @description Somebody chose the key; else it was made */
                            keySet: boolean;
                            language: string | null;
                            name: string;
                            /** @enum {unknown} */
                            progress: "none" | "partial" | "complete";
                            remindedAt: string | null;
                            signedInAt: string | null;
                            targetGroup: string;
                            userClass: string;
                            waiting: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/training/participants/{id}/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The login key of a participant, with the link that signs them in */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: string;
                            link: string;
                            weak: boolean;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        /** Give a participant a new key, or the one that is sent; the old one is dead at once */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        key?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            weak: boolean;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/participants/{id}/wishes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set the wishes of a participant for them, also after the deadline */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        wishes: {
                            rank: number;
                            workshopId: number;
                        }[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            class: string;
                            group: string;
                            id: number;
                            name: string;
                            /** @enum {unknown} */
                            wished: "none" | "partial" | "complete";
                            wishes: {
                                rank: number;
                                workshopId: number;
                            }[];
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/webhook-deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One delivery with what was sent and the first part of the answer */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            answer: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description The same at every try, as the receiver sees it */
                            delivery: string;
                            durationMs: number | null;
                            event: string;
                            id: number;
                            nextAt: string | null;
                            problem: string | null;
                            sent: string;
                            state: "waiting" | "delivered" | "failed";
                            status: number | null;
                            triedAt: string | null;
                            tries: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/webhook-deliveries/{id}/again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send it once more under the same id, with all its tries */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One webhook */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            active: boolean;
                            address: string;
                            /** Format: date-time */
                            createdAt: string;
                            events: string[];
                            failingSince: string | null;
                            id: number;
                            previousSecretUntil: string | null;
                            stopped: "by-hand" | "failing" | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        /** Remove a webhook and its log */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Refusal"];
            };
        };
        options?: never;
        head?: never;
        /** Change a webhook, or turn it off and on */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "if-match"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        active?: boolean;
                        address?: string;
                        events?: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            active: boolean;
                            address: string;
                            /** Format: date-time */
                            createdAt: string;
                            events: string[];
                            failingSince: string | null;
                            id: number;
                            previousSecretUntil: string | null;
                            stopped: "by-hand" | "failing" | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        trace?: never;
    };
    "/api/training/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was sent to it in the last 30 days, newest first */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                    state?: "waiting" | "delivered" | "failed";
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** Format: date-time */
                                createdAt: string;
                                /** @description The same at every try, as the receiver sees it */
                                delivery: string;
                                durationMs: number | null;
                                event: string;
                                id: number;
                                nextAt: string | null;
                                problem: string | null;
                                state: "waiting" | "delivered" | "failed";
                                status: number | null;
                                triedAt: string | null;
                                tries: number;
                            }[];
                            next: number | null;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/webhooks/{id}/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test; what came back is in the log */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: number;
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/webhooks/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give it a new secret, shown this once; for a day the old one signs as well */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A new one for each thing to make; the same one for a retry */
                    "idempotency-key"?: string;
                };
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            secret: string;
                            webhook: {
                                active: boolean;
                                address: string;
                                /** Format: date-time */
                                createdAt: string;
                                events: string[];
                                failingSince: string | null;
                                id: number;
                                previousSecretUntil: string | null;
                                stopped: "by-hand" | "failing" | null;
                            };
                        };
                    };
                };
                default: components["responses"]["Refusal"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: never;
    responses: {
        /** @description Why not, and what to do */
        Refusal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    /** @description For programs */
                    code: string;
                    /** @description For people: what is wrong and what to do */
                    detail: string;
                    /** @description Single fields that were refused */
                    errors?: {
                        field: string;
                        message: string;
                    }[];
                    requestId: string;
                    status: number;
                    title: string;
                    type: string;
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;

/** Where a POST may be sent again under its Idempotency-Key. */
export const KEYED: readonly string[] = [
  '/api/accounts',
  '/api/accounts/{id}/tokens',
  '/api/backups',
  '/api/collection/projects',
  '/api/collection/projects/{id}/grants',
  '/api/collection/projects/{id}/links',
  '/api/collection/projects/{id}/participants/import',
  '/api/collection/projects/{id}/webhooks',
  '/api/collection/projects/{id}/withdrawals',
  '/api/collection/webhooks/{id}/secret',
  '/api/compute/datasets',
  '/api/compute/kinds',
  '/api/compute/resources',
  '/api/compute/sessions/{id}/links',
  '/api/compute/templates',
  '/api/compute/webhooks',
  '/api/compute/webhooks/{id}/secret',
  '/api/compute/workspaces',
  '/api/compute/workspaces/{id}/sessions',
  '/api/compute/workspaces/{id}/shares',
  '/api/groups',
  '/api/invitations',
  '/api/me/tokens',
  '/api/pipelines/batches/{id}/rerun-failed',
  '/api/pipelines/batches/{id}/shares',
  '/api/pipelines/experiments',
  '/api/pipelines/experiments/{id}/shares',
  '/api/pipelines/hosts',
  '/api/pipelines/webhooks',
  '/api/pipelines/webhooks/{id}/secret',
  '/api/training/events',
  '/api/training/events/{id}/allocations',
  '/api/training/events/{id}/copy',
  '/api/training/events/{id}/links',
  '/api/training/events/{id}/messages',
  '/api/training/events/{id}/participants',
  '/api/training/events/{id}/participants/import',
  '/api/training/events/{id}/places',
  '/api/training/events/{id}/webhooks',
  '/api/training/events/{id}/workshops',
  '/api/training/webhooks/{id}/secret',
]

/** Lists that show the newest first: their pages go on `before` an item. */
export const BACKWARD: readonly string[] = [
  '/api/backups',
  '/api/collection/projects/{id}/grants',
  '/api/collection/projects/{id}/recordings-zips',
  '/api/collection/projects/{id}/responses',
  '/api/collection/projects/{id}/submissions',
  '/api/collection/projects/{id}/uploads',
  '/api/collection/projects/{id}/withdrawals',
  '/api/collection/webhooks/{id}/deliveries',
  '/api/compute/kinds/{id}/versions',
  '/api/compute/sessions',
  '/api/compute/shares',
  '/api/compute/webhooks/{id}/deliveries',
  '/api/compute/workspaces',
  '/api/compute/workspaces/{id}/journal',
  '/api/compute/workspaces/{id}/shares',
  '/api/invitations',
  '/api/jobs',
  '/api/journal',
  '/api/mails',
  '/api/me/notices',
  '/api/pipelines/apps/{key}/versions',
  '/api/pipelines/batches',
  '/api/pipelines/experiments',
  '/api/pipelines/files',
  '/api/pipelines/people',
  '/api/pipelines/shared',
  '/api/pipelines/uploads',
  '/api/pipelines/webhooks/{id}/deliveries',
  '/api/training/events',
  '/api/training/events/{id}/allocations',
  '/api/training/webhooks/{id}/deliveries',
]
