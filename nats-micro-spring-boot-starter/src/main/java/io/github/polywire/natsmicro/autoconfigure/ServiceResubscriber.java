package io.github.polywire.natsmicro.autoconfigure;

import io.github.polywire.natsmicro.NatsConnectionEvent;
import io.github.polywire.natsmicro.listener.MicroServiceRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationListener;

/**
 * Has the services subscribe again when another connection took the place of theirs.
 */
final class ServiceResubscriber implements ApplicationListener<NatsConnectionEvent> {

	private final ObjectProvider<MicroServiceRegistry> registry;

	ServiceResubscriber(ObjectProvider<MicroServiceRegistry> registry) {
		this.registry = registry;
	}

	@Override
	public void onApplicationEvent(NatsConnectionEvent event) {
		if (event.getType() == NatsConnectionEvent.Type.REPLACED) {
			this.registry.ifAvailable(MicroServiceRegistry::resubscribe);
		}
	}

}
