  ${
    syl6eqbr.1 $e |- ( ph -> A = B ) $.
    syl6eqbr.2 $e |- B R C $.
    $( A chained equality inference for a binary relation.  (Contributed by NM,
       12-Oct-1999.) $)
    syl6eqbr $p |- ( ph -> A R C ) $=
      ( wbr breq1d mpbiri ) ABDEHCDEHGABCDEFIJ $.
  $}
    $( Commutation of indexed unions.  (Contributed by NM, 18-Dec-2008.) $)
    iuncom $p |- U_ x e. A U_ y e. B C = U_ y e. B U_ x e. A C $=
      ( vz ciun cv wcel wrex rexcom eliun rexbii 3bitr4i eqriv ) FACBDEGZGZBDAC
      EGZGZFHZPIZACJZTRIZBDJZTQITSITEIZBDJZACJUEACJZBDJUBUDUEABCDKUAUFACBTDELMU
      CUGBDATCELMNATCPLBTDRLNO $.
$( $t
  latexdef "->" as " \rightarrow ";
  latexdef "ph" as "\varphi";
  latexdef "x" as "x";
  latexdef "y" as "y";
  latexdef "=" as "=";
  latexdef "e." as "\in";
  latexdef "A" as "A";
  latexdef "B" as "B";
  latexdef "C" as "C";
  latexdef "R" as "R";
  latexdef "U_" as "\underline{\bigcup}";
$)
