import django.db.models.deletion
import silian.kernel.models.records
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('codes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(default=silian.kernel.models.records.new_ref, editable=False, max_length=16, unique=True, verbose_name='编号')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                ('name', models.CharField(max_length=200, verbose_name='名称')),
                ('name_key', models.CharField(editable=False, max_length=200, verbose_name='名称索引')),
                ('name_en', models.CharField(blank=True, max_length=300, verbose_name='英文名称')),
                ('short_name', models.CharField(blank=True, max_length=100, verbose_name='简称')),
                ('kind', models.CharField(choices=[('enterprise', '企业'), ('secondary_school', '中等职业学校'), ('vocational_college', '高等职业学校'), ('university', '本科院校'), ('association', '行业协会'), ('institute', '科研院所'), ('park', '园区'), ('government', '政府部门'), ('media', '媒体'), ('other', '其他')], max_length=20, verbose_name='类别')),
                ('uscc', models.CharField(blank=True, max_length=18, null=True, unique=True, verbose_name='统一社会信用代码')),
                ('school_code', models.CharField(blank=True, max_length=10, null=True, unique=True, verbose_name='学校标识码')),
                ('size', models.CharField(blank=True, choices=[('micro', '微型'), ('small', '小型'), ('medium', '中型'), ('large', '大型')], max_length=10, verbose_name='规模')),
                ('website', models.URLField(blank=True, max_length=300, verbose_name='网站')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='地址')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='来源')),
                ('is_demo', models.BooleanField(default=False, verbose_name='演示数据')),
                ('updated_at', models.DateTimeField(auto_now=True, db_index=True, verbose_name='修改时间')),
                ('industry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='codes.industry', verbose_name='所属行业')),
                ('merged_into', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='organisations.organisation', verbose_name='并入')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='codes.region', verbose_name='所在地')),
            ],
            options={
                'verbose_name': '单位',
                'ordering': ['name', 'id'],
                'indexes': [models.Index(condition=models.Q(('merged_into', None)), fields=['name', 'id'], name='organisation_name'), models.Index(condition=models.Q(('merged_into', None)), fields=['kind', 'name', 'id'], name='organisation_kind'), models.Index(condition=models.Q(('merged_into', None)), fields=['source', 'name', 'id'], name='organisation_source'), models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='organisation_merged'), models.Index(fields=['name_key'], name='organisation_name_key')],
                'constraints': [models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='organisation_not_into_itself'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='organisation_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='OrganisationAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(default=silian.kernel.models.records.new_ref, editable=False, max_length=16, unique=True, verbose_name='编号')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                ('name', models.CharField(max_length=200, verbose_name='别名')),
                ('name_key', models.CharField(editable=False, max_length=200, verbose_name='名称索引')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='organisations.organisation', verbose_name='单位')),
            ],
            options={
                'verbose_name': '别名',
                'ordering': ['name', 'id'],
                'indexes': [models.Index(fields=['name_key'], name='organisation_alias_key')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'name'), name='organisation_alias_once')],
            },
        ),
    ]
