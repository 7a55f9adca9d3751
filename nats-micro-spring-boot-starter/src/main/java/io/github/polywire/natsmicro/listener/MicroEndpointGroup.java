package io.github.polywire.natsmicro.listener;

import java.util.ArrayList;
import java.util.List;

import io.github.polywire.natsmicro.MicroEndpointDefinition;
import io.github.polywire.natsmicro.MicroGroupDefinition;
import io.github.polywire.natsmicro.MicroHandler;
import io.github.polywire.natsmicro.wire.MicroNames;

/**
 * A group of endpoints of one service. It exists only for those who add endpoints; on the
 * network there are only the endpoints. Immutable.
 */
public final class MicroEndpointGroup {

	private final MicroServiceContainer service;

	private final List<MicroGroupDefinition> groups;

	MicroEndpointGroup(MicroServiceContainer service, List<MicroGroupDefinition> outer, MicroGroupDefinition inner) {
		DefinitionRule.check("service '" + service.getName() + "'", "group", inner.name(), MicroNames::group);
		List<MicroGroupDefinition> all = new ArrayList<>(outer);
		all.add(inner);
		this.service = service;
		this.groups = List.copyOf(all);
	}

	/**
	 * Makes a group within this one.
	 * @param group the group
	 * @return the group to add endpoints to
	 * @throws io.github.polywire.natsmicro.MicroDefinitionException if its name is not
	 * valid
	 */
	public MicroEndpointGroup addGroup(MicroGroupDefinition group) {
		return new MicroEndpointGroup(this.service, this.groups, group);
	}

	/**
	 * Adds an endpoint. If the service runs, it takes requests at once.
	 * @param definition the endpoint
	 * @param handler serves its requests
	 * @return its container
	 * @throws io.github.polywire.natsmicro.MicroDefinitionException if it is not valid
	 */
	public MicroEndpointContainer addEndpoint(MicroEndpointDefinition definition, MicroHandler handler) {
		return this.service.addEndpoint(this.groups, definition, handler);
	}

}
