package io.github.polywire.natsmicro.client;

import java.beans.Introspector;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.polywire.natsmicro.MicroDefinitionException;
import io.github.polywire.natsmicro.annotation.MicroClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.ResourceLoaderAware;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Registers the beans of declarative clients.
 */
public class MicroClientsRegistrar implements ImportBeanDefinitionRegistrar, EnvironmentAware, ResourceLoaderAware {

	private @Nullable Environment environment;

	private @Nullable ResourceLoader resourceLoader;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void setResourceLoader(ResourceLoader resourceLoader) {
		this.resourceLoader = resourceLoader;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		Map<String, @Nullable Object> attributes = metadata.getAnnotationAttributes(EnableMicroClients.class.getName());
		Assert.state(attributes != null, "@EnableMicroClients is not present");
		Class<?>[] clients = (Class<?>[]) attributes.get("clients");
		Set<String> packages = new LinkedHashSet<>(List.of((String[]) value(attributes, "basePackages")));
		for (Class<?> type : (Class<?>[]) value(attributes, "basePackageClasses")) {
			packages.add(ClassUtils.getPackageName(type));
		}
		if (clients != null) {
			for (Class<?> client : clients) {
				register(client, registry);
			}
		}
		if (packages.isEmpty() && (clients == null || clients.length == 0)) {
			packages.add(ClassUtils.getPackageName(metadata.getClassName()));
		}
		scan(packages, registry);
	}

	private static Object value(Map<String, @Nullable Object> attributes, String name) {
		Object value = attributes.get(name);
		Assert.state(value != null, "The attribute is not present");
		return value;
	}

	/**
	 * Registers the clients in some packages.
	 * @param packages the packages, those below them included
	 * @param registry where to register
	 */
	protected final void scan(Collection<String> packages, BeanDefinitionRegistry registry) {
		Assert.state(this.environment != null, "'environment' must be set");
		ClientScanner scanner = new ClientScanner(this.environment);
		if (this.resourceLoader != null) {
			scanner.setResourceLoader(this.resourceLoader);
		}
		ClassLoader classLoader = (this.resourceLoader != null) ? this.resourceLoader.getClassLoader() : null;
		for (String basePackage : packages) {
			for (BeanDefinition candidate : scanner.findCandidateComponents(basePackage)) {
				String className = candidate.getBeanClassName();
				Assert.state(className != null, "The candidate has no class");
				register(ClassUtils.resolveClassName(className, classLoader), registry);
			}
		}
	}

	private void register(Class<?> client, BeanDefinitionRegistry registry) {
		MicroClient annotation = AnnotatedElementUtils.findMergedAnnotation(client, MicroClient.class);
		String name = (annotation != null && StringUtils.hasText(annotation.name())) ? annotation.name()
				: Introspector.decapitalize(ClassUtils.getShortName(client));
		if (registry.containsBeanDefinition(name)) {
			checkSameClient(client, name, registry.getBeanDefinition(name));
			return;
		}
		RootBeanDefinition definition = new RootBeanDefinition(MicroClientFactoryBean.class);
		definition.setTargetType(ResolvableType.forClassWithGenerics(MicroClientFactoryBean.class, client));
		definition.setAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE, client);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, client);
		registry.registerBeanDefinition(name, definition);
	}

	/**
	 * Lets the application's own bean of this name stand for the client, but not another
	 * client.
	 * @param client the client
	 * @param name the bean's name
	 * @param existing the bean of this name
	 */
	private static void checkSameClient(Class<?> client, String name, BeanDefinition existing) {
		Object other = existing.getAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE);
		if (other instanceof Class<?> type && type != client
				&& MicroClientFactoryBean.class.getName().equals(existing.getBeanClassName())) {
			throw new MicroDefinitionException(client.getName(),
					"its bean would have the name '%s', which is that of the client %s".formatted(name, type.getName()),
					"Give one of the two another name, as in @MicroClient(name = \"other\")", null);
		}
	}

	/**
	 * Finds interfaces, which component scanning passes over, and classes, which are
	 * refused later.
	 */
	private static final class ClientScanner extends ClassPathScanningCandidateComponentProvider {

		private ClientScanner(Environment environment) {
			super(false, environment);
			addIncludeFilter(new AnnotationTypeFilter(MicroClient.class));
		}

		@Override
		protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
			return definition.getMetadata().isIndependent() && !definition.getMetadata().isAnnotation();
		}

	}

}
