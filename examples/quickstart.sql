-- TPC-H at a small scale: generates the data (kept if it is there), loads it into ORC tables and asks three questions.
-- Safe to run again: the tables are made anew in a database of their own.

!mr3-data tpch --scale 0.01;

create database if not exists quickstart;
use quickstart;

-- The generated text, one directory per table.
drop table if exists customer_text;
drop table if exists orders_text;
drop table if exists lineitem_text;

create external table customer_text (
  c_custkey bigint, c_name string, c_address string, c_nationkey bigint, c_phone string, c_acctbal decimal(12,2),
  c_mktsegment string, c_comment string)
row format delimited fields terminated by '|'
location 'file://${system:mr3.data.dir}/datasets/tpch-0.01/customer';

create external table orders_text (
  o_orderkey bigint, o_custkey bigint, o_orderstatus string, o_totalprice decimal(12,2), o_orderdate date,
  o_orderpriority string, o_clerk string, o_shippriority int, o_comment string)
row format delimited fields terminated by '|'
location 'file://${system:mr3.data.dir}/datasets/tpch-0.01/orders';

create external table lineitem_text (
  l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber int, l_quantity decimal(12,2),
  l_extendedprice decimal(12,2), l_discount decimal(12,2), l_tax decimal(12,2), l_returnflag string,
  l_linestatus string, l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct string,
  l_shipmode string, l_comment string)
row format delimited fields terminated by '|'
location 'file://${system:mr3.data.dir}/datasets/tpch-0.01/lineitem';

-- ORC; line items by the year in which they were shipped.
drop table if exists customer;
drop table if exists orders;
drop table if exists lineitem;

create table customer stored as orc as select * from customer_text;
create table orders stored as orc as select * from orders_text;

create table lineitem (
  l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber int, l_quantity decimal(12,2),
  l_extendedprice decimal(12,2), l_discount decimal(12,2), l_tax decimal(12,2), l_returnflag string,
  l_linestatus string, l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct string,
  l_shipmode string, l_comment string)
partitioned by (l_shipyear int)
stored as orc;

insert into lineitem partition (l_shipyear)
select l.*, year(l.l_shipdate) from lineitem_text l;

-- A join: what each market segment ordered in 1995, and what of it was shipped late.
select c_mktsegment,
       count(distinct o_orderkey) as orders,
       sum(case when l_receiptdate > l_commitdate then 1 else 0 end) as late_items,
       sum(l_extendedprice * (1 - l_discount)) as revenue
from customer
join orders on c_custkey = o_custkey
join lineitem on l_orderkey = o_orderkey
where o_orderdate >= date '1995-01-01' and o_orderdate < date '1996-01-01'
group by c_mktsegment
order by c_mktsegment;

-- An aggregation over every partition.
select l_shipyear,
       l_returnflag,
       count(*) as items,
       sum(l_quantity) as quantity,
       max(l_extendedprice) as dearest
from lineitem
group by l_shipyear, l_returnflag
order by l_shipyear, l_returnflag;

-- A window: the two customers of each segment who spent most, and their share of the segment.
select c_mktsegment, place, c_name, spent, share
from (
  select c_mktsegment,
         c_name,
         spent,
         rank() over (partition by c_mktsegment order by spent desc, c_name) as place,
         cast(100 * spent / sum(spent) over (partition by c_mktsegment) as decimal(8,4)) as share
  from (
    select c_mktsegment, c_name, sum(o_totalprice) as spent
    from customer
    join orders on c_custkey = o_custkey
    group by c_mktsegment, c_name
  ) by_customer
) ranked
where place <= 2
order by c_mktsegment, place;
