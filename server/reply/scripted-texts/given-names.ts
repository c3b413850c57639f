import { splitWords } from './texts.ts';

/**
 * Frequent given names, lower case and without accents. After "I am" a word is taken for a name when it is one of these;
 * any other word may be a trade or a mood. Names outside the list are still heard after "my name is", or when asked for.
 */
export const GIVEN_NAMES: ReadonlySet<string> = new Set(
  splitWords(`
    adrian alejandra alejandro alicia alvaro ana andrea andres angel angela antonio beatriz blanca carla carlos carmen
    carolina cesar clara claudia cristina daniel daniela david diego eduardo elena emilio enrique esteban eva fabian
    felipe fernando francisco gabriel gabriela gloria gonzalo guillermo hector hugo ignacio ines irene isabel ivan jaime
    javier jesus joaquin jorge jose josefa juan juana julia julian laura leonardo leticia lola lorena lorenzo lucas lucia
    luis luisa manuel marco marcos maria mariana mario marta martin mateo mercedes miguel monica natalia nicolas nuria
    oscar pablo paco patricia paula pedro pepe pilar rafael ramon raquel raul ricardo roberto rocio rodrigo rosa ruben
    salvador sandra santiago sara sebastian sergio silvia sofia sonia susana teresa tomas valentina vanesa veronica
    vicente victor victoria ximena yolanda
    alan alex alice amanda amy andrew anna anne anthony barbara ben brian charles charlie chris christopher daisy dan
    donna dylan edward elizabeth ella emily emma eric ethan frank george grace hannah harry helen henry jack jacob james
    jane jason jennifer jessica joe john jonathan joseph karen kate katie kevin kim lily linda lisa liam mark mary matt
    matthew megan michael mike nancy nick nicole noah oliver olivia paul peter rachel rebecca richard robert ryan sam
    samuel sarah sean sophie stephen steve steven susan thomas tim tom tyler william zoe
    adriana afonso aline amelia andreia antonia artur augusto beatrice bianca bruna bruno caio camila catarina cecilia
    davi debora duarte fabio fernanda flavia francisca gustavo helena henrique igor isabela joana joao juliana larissa
    leonor leticia luana luiz marcelo marcia mariana mateus matilde nuno otavio paulo raquel renata rita rui rute sandro
    simao thiago tiago vasco vera vinicius vitor yasmin
    adele alain antoine aurelie baptiste benoit bernard camille celine chantal chloe christophe claire claude clement
    denis dominique elise emilie etienne fabien florence francois francoise gerard guillaume henri isabelle jacques jean
    jeanne jerome julie julien laurent lea louis louise luc lucie manon marc margaux marie mathieu michel monique nathalie
    nicolas noemie odile olivier pascal pauline philippe pierre quentin remi rene romain sebastien serge simon sylvie
    theo thierry valerie veronique vincent yves
    andreas anja anke annika axel bernd birgit bjorn brigitte christian christina claudia dieter dirk elke erik felix
    florian frank franz franziska fritz gerd gisela greta hans heike heinz helga helmut holger ingrid jan jana jens johann
    johanna johannes jonas jorg jurgen karin karl katharina katja katrin klaus kurt lars lena leon lukas manfred maren
    markus matthias max maximilian monika moritz nadine niklas nina otto petra philipp ralf renate sabine sascha silke
    stefan stefanie susanne sven tanja tobias torsten ulrich ursula ute uwe volker walter werner wolfgang yannick
  `),
);
