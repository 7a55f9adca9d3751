package io.github.polywire.natsmicro.listener;

import java.util.List;

import io.github.polywire.natsmicro.MicroDefinitionException;
import io.github.polywire.natsmicro.MicroEndpointDefaults;
import io.github.polywire.natsmicro.MicroEndpointDefinition;
import io.github.polywire.natsmicro.MicroEndpointInfo;
import io.github.polywire.natsmicro.MicroGroupDefinition;
import io.github.polywire.natsmicro.wire.MicroNames;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint with everything that it inherits, checked by the rules of ADR-32.
 *
 * @param definition the definition
 * @param info what discovery tells
 * @param queueGroup the queue group, or {@code null} for none
 * @param limits how much may wait in the NATS client
 * @param origin where the endpoint is declared, for messages
 */
record EndpointSpecification(MicroEndpointDefinition definition, MicroEndpointInfo info, @Nullable String queueGroup,
		PendingLimits limits, String origin) {

	/**
	 * Resolves an endpoint.
	 * @param definition the definition
	 * @param groups the groups around it, the outermost first
	 * @param inherited what it inherits from the service
	 * @param origin where it is declared, for messages
	 * @return the endpoint
	 * @throws MicroDefinitionException if it is not valid
	 */
	static EndpointSpecification of(MicroEndpointDefinition definition, List<MicroGroupDefinition> groups,
			MicroEndpointDefaults inherited, String origin) {
		MicroEndpointDefaults defaults = inherited;
		StringBuilder subject = new StringBuilder();
		for (MicroGroupDefinition group : groups) {
			subject.append(DefinitionRule.check(origin, "group", group.name(), MicroNames::group)).append('.');
			defaults = group.defaults().orElse(defaults);
		}
		String name = DefinitionRule.check(origin, "endpoint name", definition.name(), MicroNames::name);
		String own = definition.subject();
		subject.append(DefinitionRule.check(origin, "subject", (own != null) ? own : name, MicroNames::subscription));
		defaults = definition.options().orElse(defaults);
		String shared = defaults.queueGroup();
		shared = MicroEndpointDefaults.NO_QUEUE_GROUP.equals(shared) ? null
				: DefinitionRule.check(origin, "queue group", shared, MicroNames::queueGroup);
		MicroEndpointInfo info = new MicroEndpointInfo(name, subject.toString(), definition.metadata(), shared);
		return new EndpointSpecification(definition, info, shared, pendingLimits(origin, defaults), origin);
	}

	private static PendingLimits pendingLimits(String origin, MicroEndpointDefaults defaults) {
		Long messages = defaults.pendingMessages();
		Long bytes = defaults.pendingBytes();
		if ((messages != null && messages < 0) || (bytes != null && bytes < 0)) {
			throw new MicroDefinitionException(origin, "a limit of what waits in the NATS client is negative (messages "
					+ messages + ", bytes " + bytes + ")", "Give it a positive number, or 0 for no limit", null);
		}
		return new PendingLimits((messages != null) ? messages : PendingLimits.DEFAULT.messages(),
				(bytes != null) ? bytes : PendingLimits.DEFAULT.bytes());
	}

}
