package io.github.polywire.natsmicro.autoconfigure;

import io.github.polywire.natsmicro.MicroServiceInfo;
import io.github.polywire.natsmicro.MicroServicePing;
import io.github.polywire.natsmicro.MicroServiceStats;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/**
 * What Jackson reads and writes in discovery documents.
 */
class NatsMicroRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), MicroServicePing.class,
				MicroServiceInfo.class, MicroServiceStats.class);
		for (String type : new String[] { "Serializer", "Deserializer" }) {
			hints.reflection()
				.registerType(TypeReference.of("io.github.polywire.natsmicro.StartedJson$" + type),
						MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
		}
	}

}
